package dev.larder.cli.transfer;

import dev.larder.client.LarderClient;
import dev.larder.v1.BatchPutObjectsItem;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real gRPC server that takes small messages only, and keeps what it took. */
final class SmallServer implements AutoCloseable {
  static final int MAX_MESSAGE_BYTES = 64 << 10;

  final List<BatchPutObjectsRequest> batches = new CopyOnWriteArrayList<>();
  private final Server server;

  private SmallServer() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .addService(new Cache())
            .build()
            .start();
  }

  static SmallServer start() throws IOException {
    return new SmallServer();
  }

  String target() {
    return "localhost:" + server.getPort();
  }

  LarderClient connect() {
    return LarderClient.builder().target(target()).deadline(Duration.ofMinutes(1)).build();
  }

  /** The ids that were put, in order. */
  List<String> ids() {
    return batches.stream()
        .flatMap(batch -> batch.getRequestsList().stream())
        .map(PutObjectRequest::getKey)
        .map(dev.larder.v1.Key::getId)
        .toList();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server did not end");
    }
  }

  private final class Cache extends CacheServiceGrpc.CacheServiceImplBase {
    @Override
    public void batchPutObjects(
        BatchPutObjectsRequest request, StreamObserver<BatchPutObjectsResponse> observer) {
      batches.add(request);
      BatchPutObjectsItem stored =
          BatchPutObjectsItem.newBuilder().setResponse(PutObjectResponse.newBuilder()).build();
      BatchPutObjectsResponse.Builder response = BatchPutObjectsResponse.newBuilder();
      request.getRequestsList().forEach(put -> response.addItems(stored));
      observer.onNext(response.build());
      observer.onCompleted();
    }
  }
}
