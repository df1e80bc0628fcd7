package dev.larder.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Outcome;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server on a free port. Of the objects that end in 1 it says that there is none, and a call
 * for one that ends in 2 fails.
 */
final class SmallServer extends CacheServiceGrpc.CacheServiceImplBase implements AutoCloseable {
  final Queue<String> ids = new ConcurrentLinkedQueue<>();
  private final Server server;

  SmallServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(this)
            .build()
            .start();
  }

  Target target() {
    return Target.port(server.getPort());
  }

  @Override
  public void getObject(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    String id = request.getKey().getId();
    ids.add(id);
    if (id.endsWith("2")) {
      observer.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    observer.onNext(
        GetObjectResponse.newBuilder()
            .setOutcome(id.endsWith("1") ? Outcome.OUTCOME_MISS_ABSENT : Outcome.OUTCOME_FRESH)
            .build());
    observer.onCompleted();
  }

  /** Waits until nothing listens any more. */
  void awaitEnd() {
    try {
      assertTrue(server.awaitTermination(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
