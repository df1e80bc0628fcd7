package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo is a test: every line of it that claims something checks it. */
class DemoTest {
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void demo_asAPersonWouldRunIt_provesAllItClaims(@TempDir Path directory) {
    assumeTrue(Command.exists("bash"), "bash is not installed");
    Command.Result result =
        Command.run(
            Command.ROOT,
            570,
            Map.of("DEMO_DIR", directory.toString()),
            "bash",
            "integration-tests/demo.sh");
    System.out.println(result.output());
    assertEquals(0, result.exitCode(), result::output);
    assertTrue(result.output().contains("All of it was true."));
  }
}
