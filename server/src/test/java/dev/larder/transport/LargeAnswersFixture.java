package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of large answers begin with: a server that takes small messages. */
abstract class LargeAnswersFixture {
  static final int LIMIT = 512 << 10;
  static final int PAYLOAD = 100_000;

  TestingServer server;

  @BeforeEach
  final void start(@TempDir Path directory) throws Exception {
    server =
        TestingServer.start(
            directory,
            new TestingSettings()
                .with("max-payload-bytes", "128KB")
                .with("max-message-bytes", Integer.toString(LIMIT)));
  }

  @AfterEach
  final void stop() {
    server.close();
  }

  static Key key(int id) {
    return Key.newBuilder()
        .setNamespace("acme")
        .setKind("files")
        .setId("F%04d".formatted(id))
        .build();
  }

  final void putLarge(int count) {
    for (int id = 0; id < count; id++) {
      var put =
          server
              .cache()
              .putObject(
                  PutObjectRequest.newBuilder()
                      .setKey(key(id))
                      .setPayload(
                          Payload.newBuilder().setData(ByteString.copyFrom(new byte[PAYLOAD])))
                      .build());
      assertTrue(put.getPayloadChanged());
    }
  }

  final Outcome outcome(Key key) {
    return server.cache().getObject(GetObjectRequest.newBuilder().setKey(key).build()).getOutcome();
  }
}
