package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import dev.larder.v1.KindPolicy;
import dev.larder.v1.Namespace;
import dev.larder.v1.Outcome;
import dev.larder.v1.PutNamespaceRequest;
import io.grpc.Status.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In strict mode, too, each item of a batch has its own outcome or error. */
class StrictBatchTest {
  @Test
  void batchGet_withAnUnknownKind_failsThatItemAlone(@TempDir Path directory) throws Exception {
    try (TestingServer server =
        TestingServer.start(directory, new TestingSettings().with("strict-namespaces", "true"))) {
      Namespace settings =
          Namespace.newBuilder()
              .setName("acme")
              .addKinds(KindPolicy.newBuilder().setKind("users"))
              .build();
      assertEquals(
          "acme",
          server
              .admin()
              .putNamespace(PutNamespaceRequest.newBuilder().setNamespace(settings).build())
              .getNamespace()
              .getName());
      BatchGetObjectsResponse answer =
          server
              .cache()
              .batchGetObjects(
                  BatchGetObjectsRequest.newBuilder()
                      .addRequests(get("acme", "users"))
                      .addRequests(get("acme", "unknown"))
                      .addRequests(get("unknown", "users"))
                      .build());
      assertEquals(Outcome.OUTCOME_MISS_ABSENT, answer.getItems(0).getResponse().getOutcome());
      assertEquals(Code.NOT_FOUND.value(), answer.getItems(1).getError().getCode());
      assertEquals(Code.NOT_FOUND.value(), answer.getItems(2).getError().getCode());
    }
  }

  private static GetObjectRequest get(String namespace, String kind) {
    return GetObjectRequest.newBuilder()
        .setKey(Key.newBuilder().setNamespace(namespace).setKind(kind).setId("U1"))
        .build();
  }
}
