package dev.larder.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.integration.RunningServer;
import dev.larder.integration.ServerProcess;
import dev.larder.integration.cli.TestingCommandLine.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class TransferTest extends CommandLineFixture {
  private static final int RECORDS = 10_000;

  @Test
  void import_killedInTheMiddle_thenResumed_endsWithEverythingThere() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    String input = records(1, RECORDS, TransferTest::plainRecord);
    killAfterTheFirstCheckpoint(checkpoint, records(1, RECORDS / 2, TransferTest::plainRecord));
    String reached = Files.readString(checkpoint);
    System.out.println("killed at " + reached);
    assertFalse(reached.contains("\"records\":0,"), reached);
    Result resumed = resume(input, checkpoint);
    assertEquals(0, resumed.code(), resumed.error());
    assertFalse(resumed.out().contains("\"resumed_after\":0,"), resumed.out());
    assertEquals(input, larder.run("export", "acme", "users", "--payloads").out());
    Result nothingLeft = resume(input, checkpoint);
    assertTrue(nothingLeft.out().startsWith("{\"imported\":0,"), nothingLeft.out());
  }

  private Result resume(String input, Path checkpoint) {
    return larder.runWithInput(
        input,
        "import",
        "acme",
        "users",
        "-",
        "--id-field",
        "id",
        "--resume",
        checkpoint.toString(),
        "-o",
        "json");
  }

  private void killAfterTheFirstCheckpoint(Path checkpoint, String input) throws Exception {
    Process importer =
        new ProcessBuilder(
                ServerProcess.java(),
                "-jar",
                System.getProperty("larder.cli.jar"),
                "--target",
                server.target(),
                "import",
                "acme",
                "users",
                "-",
                "--id-field",
                "id",
                "--batch-size",
                "100",
                "--resume",
                checkpoint.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("import.log").toFile())
            .start();
    try (OutputStream pipe = importer.getOutputStream()) {
      // The input goes no further than half, so the importer cannot end before it is killed.
      pipe.write(input.getBytes(StandardCharsets.UTF_8));
      pipe.flush();
      CountDownLatch never = new CountDownLatch(1);
      for (int tries = 0; tries < 3_000 && !Files.exists(checkpoint); tries++) {
        assertTrue(importer.isAlive(), () -> "the importer ended: " + log());
        assertFalse(never.await(20, TimeUnit.MILLISECONDS));
      }
      importer.destroyForcibly();
      assertTrue(importer.waitFor(30, TimeUnit.SECONDS), "it cannot be killed");
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("import.log"));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  @Test
  void export_ofANamespace_importedElsewhere_isTheSame() throws IOException {
    Path first = directory.resolve("first.ndjson");
    Path second = directory.resolve("second.ndjson");
    assertEquals(
        0,
        larder
            .runWithInput(
                records(1, 2_000, TransferTest::larderRecord), "import", "one", "users", "-")
            .code());
    assertEquals(
        0,
        larder
            .run(
                "put",
                "one",
                "bytes",
                "b",
                "--data",
                "AAH/",
                "--content-type",
                "x/y",
                "--origin-validator",
                "v")
            .code());
    assertEquals(0, larder.run("export", "one", "--to", first.toString()).code());
    assertEquals(0, larder.run("import", "two", first.toString()).code());
    assertEquals(0, larder.run("export", "two", "--to", second.toString()).code());
    String exported = Files.readString(first);
    assertEquals(2_001, exported.lines().count());
    assertEquals(withoutPlace(exported), withoutPlace(Files.readString(second)));
  }

  @Test
  void export_resumedAfterABrokenLine_endsAsIfWhole() throws IOException {
    assertEquals(
        0,
        larder
            .runWithInput(
                records(1, 2_000, TransferTest::larderRecord), "import", "one", "users", "-")
            .code());
    Path file = directory.resolve("export.ndjson");
    assertEquals(0, larder.run("export", "one", "--to", file.toString()).code());
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 3));
    assertEquals(0, larder.run("export", "one", "--to", file.toString(), "--resume").code());
    assertEquals(whole, Files.readString(file));
  }

  @Test
  void import_withBadRecords_reportsTheirNumbersAndKeepsTheOthers() {
    String input = "{\"id\":\"1\"}\nnot json\n{\"id\":\"\"}\n{\"noid\":1}\n{\"id\":\"5\"}\n";
    Result result =
        larder.runWithInput(input, "import", "acme", "k", "-", "--id-field", "id", "-o", "json");
    assertEquals(1, result.code());
    for (int number = 2; number <= 4; number++) {
      assertTrue(result.error().contains("record " + number + ": "), result.error());
    }
    assertTrue(result.out().startsWith("{\"imported\":2,\"bad\":3,"), result.out());
    assertEquals(
        "{\"id\":\"1\"}\n{\"id\":\"5\"}\n", larder.run("export", "acme", "k", "--payloads").out());
  }

  @Test
  void import_thatFailsFast_goesOnAtTheBadRecord() {
    Path checkpoint = directory.resolve("checkpoint");
    String[] arguments = {
      "import",
      "acme",
      "k",
      "-",
      "--id-field",
      "id",
      "--fail-fast",
      "--resume",
      checkpoint.toString()
    };
    assertEquals(1, larder.runWithInput("{\"id\":\"1\"}\nbad\n{\"id\":\"3\"}\n", arguments).code());
    assertEquals(
        0,
        larder.runWithInput("{\"id\":\"1\"}\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n", arguments).code());
    assertEquals(3, larder.run("export", "acme", "k", "--payloads").lines().size());
  }

  @Test
  void import_ofTheSameIdAgainAndAgain_keepsTheLast() {
    String input =
        IntStream.rangeClosed(1, 200)
            .mapToObj(n -> "{\"id\":\"same\",\"n\":" + n + "}\n")
            .collect(Collectors.joining());
    assertEquals(
        0,
        larder
            .runWithInput(
                input, "import", "acme", "k", "-", "--id-field", "id", "--batch-size", "3")
            .code());
    assertEquals("{\"id\":\"same\",\"n\":200}", larder.run("get", "acme", "k", "same").out());
  }

  @Test
  void import_ofAnArrayThatBreaksOff_keepsWhatCameBefore() {
    Result result =
        larder.runWithInput("[{\"a\":1}, {\"a\":", "import", "acme", "k", "-", "--array");
    assertEquals(1, result.code());
    assertTrue(result.error().contains("record 2: the input ends"), result.error());
    assertEquals("{\"a\":1}", larder.run("get", "acme", "k", "000000001").out());
  }

  @Test
  void import_ofAnArrayInAPackedFile_storesEachElementByteForByte() throws IOException {
    Path file = directory.resolve("users.json.gz");
    try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
      String array = "[ {\"id\": \"a\", \"n\": [1, \"]\"]},\n {\"id\":\"b\"} , {\"id\":\"東\"}]";
      packed.write(array.getBytes(StandardCharsets.UTF_8));
    }
    Result result =
        larder.run("import", "acme", "k", file.toString(), "--array", "--id-field", "id");
    assertEquals(0, result.code(), result.error());
    assertEquals(
        "{\"id\": \"a\", \"n\": [1, \"]\"]}\n{\"id\":\"b\"}\n{\"id\":\"東\"}\n",
        larder.run("export", "acme", "k", "--payloads").out());
  }

  @Test
  void import_ofManyLongTerms_takesNoLargerMessagesThanTheServerDoes() {
    String terms =
        IntStream.range(0, 20)
            .mapToObj(
                number -> "{\"field\":\"f%d\",\"value\":\"%s\"}".formatted(number, "x".repeat(900)))
            .collect(Collectors.joining(","));
    String input =
        records(
            1,
            600,
            number -> "{\"id\":\"%06d\",\"json\":\"1\",\"terms\":[%s]}".formatted(number, terms));
    assertImportsAll(larder, 600, input);
  }

  @Test
  void import_intoAServerOfSmallMessages_sendsSmallOnes() {
    try (RunningServer small =
        RunningServer.start(
            directory.resolve("small"),
            "--max-message-bytes",
            "512KB",
            "--max-payload-bytes",
            "256KB",
            "--max-batch-items",
            "5000")) {
      String text = "x".repeat(2_000);
      String input =
          records(1, 600, number -> "{\"id\":\"%06d\",\"text\":\"%s\"}".formatted(number, text));
      assertImportsAll(new TestingCommandLine(small.target()), 600, input);
    }
  }

  private static void assertImportsAll(TestingCommandLine larder, int count, String input) {
    Result result = larder.runWithInput(input, "import", "acme", "k", "-", "-o", "json");
    assertEquals(0, result.code(), result.error());
    assertTrue(result.out().startsWith("{\"imported\":" + count + ",\"bad\":0,"), result.out());
    assertEquals(count, larder.run("export", "acme", "k", "--payloads").lines().size());
  }

  @Test
  void import_withARecordLargerThanAMessage_losesNoOther() {
    String tooLarge = "\"" + "x".repeat(5 << 20) + "\"";
    Result result =
        larder.runWithInput(
            "1\n2\n" + tooLarge + "\n4\n5\n",
            "import",
            "acme",
            "k",
            "-",
            "--format",
            "records",
            "-o",
            "json");
    assertEquals(1, result.code(), result.error());
    assertTrue(result.error().contains("record 3: "), result.error());
    assertTrue(result.out().startsWith("{\"imported\":4,\"bad\":1,"), result.out());
  }

  @Test
  void export_resumedIntoAnotherFile_leavesItAsItWas() throws IOException {
    assertEquals(0, larder.run("put", "acme", "k", "1", "--text", "a").code());
    Path file = directory.resolve("letter");
    for (String content : List.of("first line\nprecious second line", "one precious line")) {
      Files.writeString(file, content);
      Result result = larder.run("export", "acme", "k", "--to", file.toString(), "--resume");
      assertEquals(2, result.code(), result.error());
      assertEquals(content, Files.readString(file));
    }
  }

  private static String records(int first, int last, IntFunction<String> record) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(record)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String plainRecord(int number) {
    return "{ \"id\": \"%06d\", \"name\": \"Ægir 東京 %d\" }".formatted(number, number);
  }

  private static String larderRecord(int number) {
    return "{\"id\":\"%06d\",\"json\":\"{\\n \\\"n\\\": %d }\",\"fresh\":\"%dm\",\"terms\":[{\"field\":\"n\",\"value\":\"%d\"}]}"
        .formatted(number, number, 60 + number % 60, number);
  }

  private static String withoutPlace(String lines) {
    return lines.replaceAll("\"namespace\":\"[a-z]+\"", "").replaceAll("\"revision\":\\d+", "");
  }
}
