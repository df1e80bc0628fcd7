package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that nobody here wrote: grpc-js, made at run time from the proto files. */
class NodeClientTest {
  private static final List<String> FILES = List.of("package.json", "larder.mjs", "example.mjs");

  @Test
  void nodeExample_againstARealServer_findsEveryCheckTrue(@TempDir Path data, @TempDir Path client)
      throws IOException {
    assumeTrue(Command.exists("node") && Command.exists("npm"), "Node is not installed");
    for (String file : FILES) {
      Files.copy(Command.ROOT.resolve("client/node").resolve(file), client.resolve(file));
    }
    assumeTrue(Command.npmInstall(client), "the npm registry cannot be reached");
    try (RunningServer server = RunningServer.start(data)) {
      Command.Result result =
          Command.run(
              client,
              120,
              "node",
              "example.mjs",
              "--target",
              server.target(),
              "--root",
              Command.ROOT.toString());
      assertEquals(0, result.exitCode(), result::output);
    }
  }
}
