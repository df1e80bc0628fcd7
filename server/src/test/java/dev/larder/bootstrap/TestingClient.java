package dev.larder.bootstrap;

import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Key;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;

/** A client of a server on this machine, with one connection. */
final class TestingClient implements AutoCloseable {
  private final ManagedChannel channel;

  TestingClient(int port) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  ManagedChannel channel() {
    return channel;
  }

  void put(String id, String json) {
    CacheServiceGrpc.newBlockingStub(channel).putObject(putRequest(id, json));
  }

  static PutObjectRequest putRequest(String id, String json) {
    return PutObjectRequest.newBuilder()
        .setKey(key(id))
        .setPayload(Payload.newBuilder().setJson(json))
        .build();
  }

  /** The payload; empty when there is none. */
  String get(String id) {
    GetObjectResponse response =
        CacheServiceGrpc.newBlockingStub(channel)
            .getObject(GetObjectRequest.newBuilder().setKey(key(id)).build());
    return response.getOutcome() == Outcome.OUTCOME_FRESH
        ? response.getEntry().getPayload().getJson()
        : "";
  }

  HealthCheckResponse.ServingStatus health() {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private static Key key(String id) {
    return Key.newBuilder().setNamespace("demo").setKind("users").setId(id).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
