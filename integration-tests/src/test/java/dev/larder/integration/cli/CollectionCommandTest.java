package dev.larder.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.integration.cli.TestingCommandLine.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code larder collection} against a running server. */
final class CollectionCommandTest extends CommandLineFixture {
  private static String records(int count) {
    return IntStream.range(0, count)
        .mapToObj("{\"id\":\"U%05d\",\"json\":\"{}\"}\n"::formatted)
        .collect(Collectors.joining());
  }

  private Result replace(String records) {
    return larder.runWithInput(records, "collection", "replace", "acme", "users", "all");
  }

  private Result get() {
    return larder.run("collection", "get", "acme", "users", "all");
  }

  @Test
  void get_afterAReplace_printsTheMembersAndTellsTheState() {
    Result replaced = replace(records(3));
    assertEquals(0, replaced.code(), replaced.error());
    assertTrue(replaced.out().startsWith("3 members, complete"), replaced.out());
    Result got = get();
    assertEquals(0, got.code());
    assertEquals(3, got.lines().size());
    assertTrue(got.lines().get(0).contains("\"id\":\"U00000\""), got.out());
    assertTrue(got.error().startsWith("FRESH: 3 members, complete"), got.error());
  }

  @Test
  void get_ofNoCollection_exitsWithOneAndSaysWhy() {
    Result got = get();
    assertEquals(1, got.code());
    assertEquals("", got.out());
    assertTrue(got.error().startsWith("MISS_ABSENT: there is no such collection"), got.error());
  }

  @Test
  void get_afterAMemberHasGone_saysThatItIsIncomplete() {
    replace(records(3));
    larder.run("invalidate", "acme", "users", "U00001", "--hard");
    Result got = get();
    assertEquals(1, got.code());
    assertTrue(got.error().startsWith("MISS_INCOMPLETE: 3 members, incomplete"), got.error());
  }

  @Test
  void replace_withMoreThanOneRequestTakes_isOneCollection() throws Exception {
    Path file = Files.writeString(directory.resolve("users.jsonl"), records(2_500));
    Result replaced =
        larder.run("collection", "replace", "acme", "users", "all", file.toString(), "-o", "json");
    assertTrue(replaced.out().startsWith("{\"members\":2500,"), replaced.out());
    assertEquals(2_500, get().lines().size());
  }

  @Test
  void replace_withABadRecord_changesNothing() {
    replace(records(1));
    Result refused = replace(records(1_500) + "no record\n");
    assertEquals(2, refused.code());
    assertTrue(refused.error().contains("record 1501: "), refused.error());
    assertEquals(1, get().lines().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2_500})
  void replace_withTheSameIdTwice_isRefusedWhateverItsSize(int count) {
    Result refused = replace(records(count) + records(1));
    assertEquals(2, refused.code());
    assertEquals(
        "larder: record " + (count + 1) + ": the id U00000 has come before; nothing has changed\n",
        refused.error());
    assertEquals(1, get().code());
  }

  @Test
  void replace_withARecordOfAnotherKind_isRefused() {
    Result refused = replace("{\"id\":\"M1\",\"kind\":\"messages\",\"json\":\"{}\"}\n");
    assertEquals(2, refused.code());
    assertTrue(refused.error().contains("record 1: kind is messages, and not users"));
  }

  @Test
  void replace_withoutRecords_changesNothingUnlessItMay() {
    replace(records(1));
    Result refused = replace("");
    assertEquals(2, refused.code());
    assertTrue(refused.error().contains("--allow-empty"), refused.error());
    assertEquals(1, get().lines().size());
    Result allowed =
        larder.runWithInput("", "collection", "replace", "acme", "users", "all", "--allow-empty");
    assertEquals(0, allowed.code());
    assertTrue(allowed.out().startsWith("0 members, complete"), allowed.out());
    assertEquals(0, get().lines().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_500})
  void replace_withARecordThatTheServerRefuses_namesIt(int before) {
    Result refused = replace(records(before) + "\n{\"id\":\"bad\",\"json\":\"{\"}\n");
    assertEquals(3, refused.code());
    assertTrue(
        refused
            .error()
            .startsWith("larder: record " + (before + 2) + " (id bad): JSON_INVALID: payload.json"),
        refused.error());
    assertEquals(1, get().code());
  }
}
