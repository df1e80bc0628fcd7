package dev.larder.integration.cli;

import dev.larder.integration.RunningServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A running server, a folder, and the command line in a process of its own. */
abstract class CommandLineFixture {
  @TempDir Path directory;
  RunningServer server;
  TestingCommandLine larder;

  @BeforeEach
  void start() {
    server = RunningServer.start(directory.resolve("data"));
    larder = new TestingCommandLine(server.target());
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
