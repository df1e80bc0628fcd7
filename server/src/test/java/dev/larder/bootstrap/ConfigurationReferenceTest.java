package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
  @Test
  void markdown_ofTheSettings_isWhatTheDocumentSays() throws IOException {
    Path document = Path.of("..", "docs", "configuration.md");

    assertEquals(
        ConfigurationReference.markdown(),
        Files.readString(document),
        "docs/configuration.md is out of date: run 'make docs'");
  }
}
