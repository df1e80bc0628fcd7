package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cli.console.UsageException;
import dev.larder.client.Key;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportFileTest {
  private static final String LINE =
      "{\"namespace\":\"ns\",\"kind\":\"k\",\"id\":\"%s\",\"json\":\"%s\"}\n";

  @TempDir private Path directory;

  @Test
  void lastKey_ofAFileThatBreaksOff_cutsTheBrokenLine() throws IOException {
    Path file = directory.resolve("export");
    String whole = LINE.formatted("a", "1") + LINE.formatted("b", "x".repeat(200_000));
    Files.writeString(file, whole + "{\"namespace\":\"ns\",\"kind\":\"k\",\"id\":\"c");
    assertEquals(Key.of("ns", "k", "b"), ExportFile.lastKey(file, "ns", "k"));
    assertEquals(whole, Files.readString(file));
  }

  @Test
  void lastKey_ofAWholeNamespace_isOfAnyKind() throws IOException {
    Path file = directory.resolve("export");
    Files.writeString(file, LINE.formatted("a", "1"));
    assertEquals(Key.of("ns", "k", "a"), ExportFile.lastKey(file, "ns", null));
  }

  @Test
  void lastKey_ofADeletedObject_isItsKey() throws IOException {
    Path file = directory.resolve("export");
    Files.writeString(
        file,
        "{\"namespace\":\"ns\",\"kind\":\"k\",\"id\":\"a\",\"delete_time\":\"2025-01-31T12:00:00Z\"}\n");
    assertEquals(Key.of("ns", "k", "a"), ExportFile.lastKey(file, "ns", "k"));
  }

  @Test
  void lastKey_ofNothing_isNone() throws IOException {
    Path file = directory.resolve("export");
    assertNull(ExportFile.lastKey(file, "ns", null));
    Files.createFile(file);
    assertNull(ExportFile.lastKey(file, "ns", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dear Ada,\n",
        "first line\nprecious second line",
        "one precious line",
        "{\"kind",
        "{\"kind\":\"k\",\"id\":\"a\",\"json\":\"1\"}\nprecious",
        "{\"namespace\":[],\"kind\":\"k\",\"id\":\"a\",\"json\":\"1\"}\nprecious",
        "{\"namespace\":\"other\",\"kind\":\"k\",\"id\":\"a\",\"json\":\"1\"}\nprecious",
        "{\"namespace\":\"ns\",\"kind\":\"other\",\"id\":\"a\",\"json\":\"1\"}\nprecious"
      })
  void lastKey_ofAnotherFile_isRefusedAndLeavesItAsItWas(String content) throws IOException {
    Path file = directory.resolve("letter");
    Files.writeString(file, content);
    assertThrows(UsageException.class, () -> ExportFile.lastKey(file, "ns", "k"));
    assertEquals(content, Files.readString(file));
  }

  @Test
  void lastKey_ofAFileWithAnEndlessLine_isRefusedAndLeavesItAsItWas() throws IOException {
    Path file = directory.resolve("image");
    long size = ExportFile.MAX_LINE_BYTES + 2L;
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      // A hole takes no room on the disk.
      content.seek(size - 1);
      content.write('\n');
    }
    UsageException refusal =
        assertThrows(UsageException.class, () -> ExportFile.lastKey(file, "ns", "k"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("longer than"));
    assertEquals(size, Files.size(file));
  }
}
