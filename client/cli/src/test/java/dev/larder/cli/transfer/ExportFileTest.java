package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.cli.console.UsageException;
import dev.larder.client.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportFileTest {
  private static final String LINE = "{\"kind\":\"k\",\"id\":\"%s\",\"json\":\"%s\"}\n";

  @TempDir private Path directory;

  @Test
  void lastKey_ofAFileThatBreaksOff_cutsTheBrokenLine() throws IOException {
    Path file = directory.resolve("export");
    String whole = LINE.formatted("a", "1") + LINE.formatted("b", "x".repeat(200_000));
    Files.writeString(file, whole + "{\"kind\":\"k\",\"id\":\"c");
    assertEquals(Key.of("ns", "k", "b"), ExportFile.lastKey(file, "ns"));
    assertEquals(whole, Files.readString(file));
  }

  @Test
  void lastKey_ofADeletedObject_isItsKey() throws IOException {
    Path file = directory.resolve("export");
    Files.writeString(
        file, "{\"kind\":\"k\",\"id\":\"a\",\"delete_time\":\"2025-01-31T12:00:00Z\"}\n");
    assertEquals(Key.of("ns", "k", "a"), ExportFile.lastKey(file, "ns"));
  }

  @Test
  void lastKey_withoutACompleteLine_isNone() throws IOException {
    Path file = directory.resolve("export");
    assertNull(ExportFile.lastKey(file, "ns"));
    Files.writeString(file, "{\"kind");
    assertNull(ExportFile.lastKey(file, "ns"));
    assertEquals(0, Files.size(file));
  }

  @Test
  void lastKey_ofAnotherFile_isRefused() throws IOException {
    Path file = directory.resolve("letter");
    Files.writeString(file, "Dear Ada,\n");
    assertThrows(UsageException.class, () -> ExportFile.lastKey(file, "ns"));
  }
}
