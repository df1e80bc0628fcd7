package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final String BAD = "larder: record 3: not JSON \033[31m";
  private static final String SHOWN = "larder: record 3: not JSON ·[31m\n";

  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  @Test
  void errorLine_onATerminal_takesTheBarsPlaceWhole() {
    progress(new Terminals(false, false, true, 80)).errorLine(BAD);
    assertEquals("\r\033[K" + SHOWN, error.toString(StandardCharsets.UTF_8));
  }

  @Test
  void errorLine_inAFile_isTheLineAlone() {
    progress(Terminals.none()).errorLine(BAD);
    assertEquals(SHOWN, error.toString(StandardCharsets.UTF_8));
  }

  private Progress progress(Terminals terminals) {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), error, terminals);
    return new Progress(console, "record", () -> 0, () -> 0, 0);
  }
}
