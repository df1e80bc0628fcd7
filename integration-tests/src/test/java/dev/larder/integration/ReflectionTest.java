package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a person with grpcurl sees: {@code buf curl} stands in for it and learns the service by
 * reflection.
 */
class ReflectionTest {
  /** As in the Makefile. */
  private static final String BUF = "@bufbuild/buf@1.75.0";

  @TempDir static Path tools;
  @TempDir static Path data;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    assumeTrue(Command.exists("npm"), "npm is not installed");
    assumeTrue(Command.npmInstall(tools, BUF), "the npm registry cannot be reached");
    server = RunningServer.start(data);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc-v1", "grpc-v1alpha"})
  void putAndGet_byReflection_giveTheValueBack(String reflection) {
    Command.Result put =
        call(
            reflection,
            "larder.v1.CacheService/PutObject",
            """
            {"key":{"namespace":"acme","kind":"users","id":"U1"},"payload":{"value":{"name":"Ada"}}}""");
    assertEquals(0, put.exitCode(), put::output);
    assertTrue(put.output().contains("etag"), put::output);
    Command.Result get =
        call(
            reflection,
            "larder.v1.CacheService/GetObject",
            """
            {"key":{"namespace":"acme","kind":"users","id":"U1"}}""");
    assertTrue(get.output().contains("OUTCOME_FRESH") && get.output().contains("Ada"), get::output);
  }

  @Test
  void badKey_byReflection_saysWhatIsWrong() {
    Command.Result result =
        call("grpc-v1", "larder.v1.CacheService/GetObject", "{\"key\":{\"namespace\":\"acme\"}}");
    assertNotEquals(0, result.exitCode());
    assertTrue(result.output().contains("invalid_argument"), result::output);
    assertTrue(result.output().contains("key.kind"), result::output);
  }

  private static Command.Result call(String reflection, String method, String request) {
    return Command.run(
        tools,
        60,
        "node_modules/.bin/buf",
        "curl",
        "--protocol",
        "grpc",
        "--http2-prior-knowledge",
        "--reflect-protocol",
        reflection,
        "-d",
        request,
        "http://" + server.target() + "/" + method);
  }
}
