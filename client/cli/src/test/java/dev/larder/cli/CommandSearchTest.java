package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandSearchTest {
  @TempDir private Path directory;

  @Test
  void finds_aNameOrAPath_ofAFileThatIsThere() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("bin"));
    Path file = Files.createFile(folder.resolve("there"));
    CommandSearch search = new CommandSearch("/no/such/folder:" + folder);
    assertTrue(search.finds("there"));
    assertTrue(search.finds(file.toString()));
    assertFalse(search.finds("missing"));
    assertFalse(search.finds(folder.resolve("missing").toString()));
    assertFalse(search.finds(""));
  }
}
