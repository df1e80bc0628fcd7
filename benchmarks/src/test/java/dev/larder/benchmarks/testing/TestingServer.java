package dev.larder.benchmarks.testing;

import dev.larder.bootstrap.LarderServer;
import dev.larder.bootstrap.ServerSettings;
import java.nio.file.Path;

/** The product in this process. */
public final class TestingServer {
  private TestingServer() {}

  /** Starts it on a free port. */
  public static LarderServer start(Path folder) {
    return LarderServer.start(
        ServerSettings.fromFlags("--data-dir", folder.toString(), "--port", "0"));
  }
}
