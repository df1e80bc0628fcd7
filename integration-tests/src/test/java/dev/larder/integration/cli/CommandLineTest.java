package dev.larder.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.integration.cli.TestingCommandLine.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CommandLineTest extends CommandLineFixture {
  @Test
  void get_afterAPut_printsThePayloadAndNothingElse() {
    done("put", "acme", "users", "U1", "--json", "{ \"name\": \"Ada\" }", "--term", "name=Ada");
    assertEquals("{ \"name\": \"Ada\" }", done("get", "acme", "users", "U1").out());
    assertEquals(0, larder.runWithInput("any\nbytes", "put", "acme", "users", "U2").code());
    assertEquals("any\nbytes", done("get", "acme", "users", "U2").out());
  }

  /** Which picocli would take for the name of a file whose lines are arguments. */
  @Test
  void idOfAnAtSignAndAFile_isTakenAsItStands() {
    String id = "@" + Path.of("pom.xml").toAbsolutePath();
    done("put", "acme", "handles", id, "--text", id);
    assertEquals(id, done("get", "acme", "handles", id).out());
  }

  @Test
  void get_ofAMiss_exitsWithOneAndSaysWhy() {
    Result plain = larder.run("get", "acme", "users", "U9");
    assertEquals(1, plain.code());
    assertEquals("", plain.out());
    assertTrue(plain.error().startsWith("MISS_ABSENT"), plain.error());
    Result json = larder.run("get", "acme", "users", "U9", "--output", "json");
    assertEquals(1, json.code());
    assertTrue(
        json.out().startsWith("{\"outcome\":\"MISS_ABSENT\",\"namespace\":\"acme\""), json.out());
    assertEquals(1, json.lines().size());
  }

  @Test
  void get_ofStaleDeletedAndNegative_tellsThemApart() {
    done(
        "put",
        "acme",
        "m",
        "1",
        "--text",
        "old",
        "--fetch-time",
        Instant.now().minus(Duration.ofHours(1)).toString(),
        "--fresh",
        "1s",
        "--stale-if-error",
        "1d");
    done("put", "acme", "m", "2", "--text", "gone");
    done("delete", "acme", "m", "2");
    done("put", "acme", "m", "3", "--negative");
    assertEquals("MISS_STALE", outcome("1"));
    assertEquals("STALE", outcome("1", "--freshness", "any"));
    assertEquals("MISS_DELETED", outcome("2"));
    assertEquals("FRESH", outcome("2", "--include-deleted"));
    assertEquals("NEGATIVE", outcome("3"));
    assertEquals("MISS_BYPASSED", outcome("3", "--freshness", "refresh"));
  }

  @Test
  void put_whosePreconditionFails_exitsWithThree() {
    done("put", "acme", "users", "U1", "--text", "a", "--if-absent");
    Result again = larder.run("put", "acme", "users", "U1", "--text", "b", "--if-absent");
    assertEquals(3, again.code());
    assertTrue(again.error().contains("ALREADY_EXISTS"), again.error());
    assertEquals(
        3, larder.run("put", "acme", "users", "U1", "--text", "b", "--if-etag", "no").code());
    assertEquals(3, larder.run("put", "acme", "users", "U1", "--json", "{").code());
  }

  @Test
  void lookup_inFoldedFields_findsAnyCase() {
    done("kinds", "set", "acme", "users", "--fresh", "1h", "--fold", "name,email");
    done(
        "put", "acme", "users", "U1", "--json", "1", "--term", "name=ADA", "--term", "email=a@b.c");
    done("put", "acme", "users", "U2", "--json", "2", "--term", "name=ada");
    assertEquals(
        2,
        done("lookup", "acme", "users", "--field", "name", "--value", "Ada", "-o", "json")
            .lines()
            .size());
    assertEquals(
        1, done("lookup", "acme", "users", "--value", "A@B.C", "-o", "json").lines().size());
    assertEquals(1, done("lookup", "acme", "users", "--limit", "1", "-o", "json").lines().size());
    assertEquals(0, done("lookup", "acme", "users", "--value", "Eve", "-o", "json").lines().size());
  }

  @Test
  void kindsSet_ofOnePart_leavesTheOthers() {
    done("kinds", "set", "acme", "users", "--fresh", "5m", "--swr", "1m", "--fold", "name");
    done("kinds", "set", "acme", "users", "--stale-if-error", "2h");
    assertEquals(
        "{\"namespace\":\"acme\",\"kind\":\"users\",\"fresh\":\"5m\",\"stale_while_revalidate\":\"1m\","
            + "\"stale_if_error\":\"2h\",\"negative\":\"1m\",\"jitter\":0.0,\"default_freshness\":\"fresh-only\","
            + "\"fold\":[\"name\"],\"require_json\":false,\"refresh_ahead\":0.0}\n",
        done("kinds", "list", "acme", "-o", "json").out());
    assertTrue(done("kinds", "list", "acme").out().contains("users     5m   1m              2h"));
  }

  @Test
  void touchInvalidateAndDelete_answerWhatTheyDid() {
    done("put", "acme", "users", "U1", "--text", "a");
    assertEquals(0, larder.run("touch", "acme", "users", "U1").code());
    assertEquals(1, larder.run("touch", "acme", "users", "U1", "U2").code());
    assertTrue(
        done("invalidate", "acme", "users", "U1", "-o", "json")
            .out()
            .startsWith("{\"invalidated\":1,"));
    assertEquals(1, larder.run("get", "acme", "users", "U1").code());
    assertTrue(
        done("invalidate", "acme", "--kind", "users", "--hard").out().startsWith("Invalidated 1,"));
    assertTrue(
        done("delete", "acme", "users", "U1", "-o", "json").out().contains("\"deleted\":false"));
  }

  @Test
  void tags_arePutToldAndInvalidated() {
    done("put", "acme", "users", "U1", "--text", "a", "--tag", "team-7", "--tag", "all");
    done("put", "acme", "messages", "M1", "--text", "a", "--tag", "all");
    assertTrue(
        done("get", "acme", "users", "U1", "-o", "json")
            .out()
            .contains("\"tags\":[\"team-7\",\"all\"]"));
    assertEquals(
        "Invalidated, revision 4\n",
        done("invalidate", "acme", "--tag", "team-7", "--tag", "none").out());
    assertEquals(1, larder.run("get", "acme", "users", "U1").code());
    assertEquals(0, larder.run("get", "acme", "messages", "M1").code());
    assertTrue(
        done("invalidate", "acme", "--tag", "all", "--hard", "-o", "json")
            .out()
            .startsWith("{\"revision\":"));
    assertEquals(1, larder.run("get", "acme", "messages", "M1").code());
  }

  @Test
  void namespaces_areMadeChangedListedAndDeleted() {
    done("namespaces", "set", "acme", "--max-bytes", "64M", "--eviction", "reject");
    done("namespaces", "set", "acme", "--max-objects", "10");
    String listed = done("namespaces", "list", "-o", "json").out();
    assertTrue(
        listed.startsWith(
            "{\"namespace\":\"acme\",\"max_bytes\":67108864,\"max_objects\":10,\"eviction\":\"reject\""),
        listed);
    done("namespaces", "delete", "acme", "--yes");
    assertEquals("", done("namespaces", "list", "-o", "json").out());
    assertEquals(3, larder.run("namespaces", "get", "acme").code());
  }

  @Test
  void statsAndClear_addUp() {
    done("put", "a", "k", "1", "--text", "1");
    done("put", "b", "k", "1", "--text", "1");
    done("get", "a", "k", "1");
    assertEquals(1, larder.run("get", "a", "k", "2").code());
    String total = done("stats", "-o", "json").lines().get(0);
    assertTrue(total.contains("\"objects\":2,"), total);
    assertTrue(total.contains("\"hit_ratio\":0.5,"), total);
    assertTrue(done("stats").out().contains("50.0% hits"));
    assertEquals("{\"removed\":1}\n", done("clear", "a", "--yes", "-o", "json").out());
    assertEquals("{\"removed\":1}\n", done("clear", "--all", "--yes", "-o", "json").out());
    assertTrue(done("stats", "-o", "json").lines().get(0).contains("\"objects\":0,"));
  }

  @Test
  void stats_countFillsAndCollections() {
    done("fill", "acme", "users", "U1", "--", "echo", "ada");
    String total = done("stats", "acme", "-o", "json").lines().get(0);
    assertTrue(
        total.contains("\"fills_by_result\":{\"LED\":1,\"FOLLOWED\":0,\"WAITED\":0,"), total);
    assertTrue(total.contains("\"COMPLETED\":1,"), total);
    assertTrue(total.contains("\"fills_held\":0,\"fills_parked\":0,"), total);
    assertTrue(total.contains("\"collections\":0,\"collection_members\":0,"), total);
    String text = done("stats").out();
    assertTrue(text.contains("Fills       led 1, followed 0, waited 0,"), text);
    assertTrue(total.contains("\"reads\":1,"), total);
    assertTrue(text.contains("Collections 0 of 0 members"), text);
  }

  @Test
  void bench_ofACount_measuresThatManyAndLeavesNothing() {
    Result bench =
        done(
            "bench",
            "--count",
            "500",
            "--keys",
            "100",
            "--warm-up",
            "0",
            "--seed",
            "7",
            "-o",
            "json");
    assertTrue(bench.out().contains("\"all\":500,"), bench.out());
    assertTrue(bench.out().contains("\"failures\":0,"), bench.out());
    assertEquals("", done("namespaces", "list", "-o", "json").out());
  }

  @Test
  void completion_isAcceptedByBash() throws IOException, InterruptedException {
    Path script = directory.resolve("completion");
    Files.writeString(script, done("generate-completion").out());
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
    Process bash =
        new ProcessBuilder(
                "/bin/bash", "-c", "source \"$0\" && complete -p larder", script.toString())
            .redirectErrorStream(true)
            .start();
    assertTrue(bash.waitFor(60, TimeUnit.SECONDS), "bash hangs");
    String said =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, bash.exitValue(), said);
    assertTrue(said.contains("larder"), said);
  }

  private Result done(String... arguments) {
    Result result = larder.run(arguments);
    assertEquals(0, result.code(), String.join(" ", arguments) + ": " + result.error());
    return result;
  }

  private String outcome(String id, String... options) {
    String[] fixed = {"get", "acme", "m", id, "-o", "json"};
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + options.length);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    return larder.run(all).out().replaceAll("(?s)\\{\"outcome\":\"([A-Z_]+)\".*", "$1");
  }
}
