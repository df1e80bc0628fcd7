package dev.larder.benchmarks.load;

import com.google.protobuf.Duration;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillRole;
import dev.larder.v1.FillTicket;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;

/** Asks a server how long a lease lasts, as one who neither waits nor would lead. */
public final class LeaseWatch implements AutoCloseable {
  private final ManagedChannel channel;
  private final CacheServiceBlockingStub cache;

  public LeaseWatch(Target target) {
    channel = Grpc.newChannelBuilder(target.name(), InsecureChannelCredentials.create()).build();
    cache = CacheServiceGrpc.newBlockingStub(channel);
  }

  /**
   * When the lease of an object that is being fetched runs out, by {@link System#nanoTime}, and no
   * later than that: it counts from when the question was sent.
   */
  public long end(String id) {
    dev.larder.client.Key key = Stampede.key(id);
    GetObjectRequest request =
        GetObjectRequest.newBuilder()
            .setKey(
                Key.newBuilder().setNamespace(key.namespace()).setKind(key.kind()).setId(key.id()))
            .setFill(FillOptions.newBuilder().setHolder("lease-watch"))
            .build();
    long sent = System.nanoTime();
    FillTicket ticket = cache.withDeadlineAfter(30, TimeUnit.SECONDS).getObject(request).getFill();
    if (ticket.getRole() != FillRole.FILL_ROLE_FOLLOWER) {
      throw new IllegalStateException("nobody fetches it: " + ticket);
    }
    return sent + nanos(ticket.getExpiresIn());
  }

  private static long nanos(Duration wire) {
    return TimeUnit.SECONDS.toNanos(wire.getSeconds()) + wire.getNanos();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
