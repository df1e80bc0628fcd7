package dev.larder.client;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Options of a {@link LarderClient}. For use by one thread. */
public final class LarderClientBuilder {
  /** Where a server listens unless it is told otherwise. */
  public static final String DEFAULT_TARGET = "localhost:7070";

  /** How long a call may take unless it is said otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

  private static final int DEFAULT_MAX_RESPONSE_BYTES = 64 << 20;

  // A peer on the same machine is missed at once; more frequent pings are refused by servers of
  // other makes.
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);
  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);

  // A request larger than this, or beyond this in sum, is not kept for another attempt.
  private static final long RETRY_CALL_BYTES = 8L << 20;
  private static final long RETRY_BYTES = 64L << 20;

  private String target = DEFAULT_TARGET;
  private @Nullable Channel channel;
  private Duration deadline = DEFAULT_DEADLINE;
  private int maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES;
  private @Nullable Executor callbackExecutor;
  private @Nullable Executor loaderExecutor;
  private LarderListener listener = LarderListener.logging();
  private InstantSource clock = InstantSource.system();

  LarderClientBuilder() {}

  /**
   * Where the server listens: "host:port", "[ipv6]:port" or, on Linux, "unix:/path". Without
   * encryption: for a server beyond this machine give a {@link #channel} with credentials. The
   * default is {@value #DEFAULT_TARGET}.
   */
  public LarderClientBuilder target(String value) {
    target = Objects.requireNonNull(value, "target");
    return this;
  }

  /**
   * A channel in place of a target. It is never closed by the client. Its retry policy is its own:
   * the service config in this library's resource {@code larder-service-config.json} is not applied
   * to it, and the client makes no call again.
   */
  public LarderClientBuilder channel(Channel value) {
    channel = Objects.requireNonNull(value, "channel");
    return this;
  }

  /**
   * How long each call may take, retries included; positive. The default is 5 s. It is the patience
   * of {@code getOrLoad} too: so long it gives a server that is there and does not answer, before
   * it asks the origin without it.
   */
  public LarderClientBuilder deadline(Duration value) {
    deadline = requirePositive(value);
    return this;
  }

  /**
   * The largest response that is accepted, in bytes. The default is 64 MiB. Not for a given
   * channel.
   */
  public LarderClientBuilder maxResponseBytes(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("maxResponseBytes must be positive, not " + value);
    }
    maxResponseBytes = value;
    return this;
  }

  /**
   * Where futures complete. Never closed by the client. It should run every task that it is given:
   * what it refuses runs in a thread of the transport, which must not block. The default is a pool
   * of the client's own with as many threads as there are processors.
   */
  public LarderClientBuilder callbackExecutor(Executor value) {
    callbackExecutor = Objects.requireNonNull(value, "callbackExecutor");
    return this;
  }

  /**
   * Where blocking loaders run when nobody's thread waits for them. Never closed by the client. The
   * default is a pool of the client's own with at most 16 threads and 1024 loads waiting; beyond
   * that a load fails at once, as it does when this executor refuses it.
   */
  public LarderClientBuilder loaderExecutor(Executor value) {
    loaderExecutor = Objects.requireNonNull(value, "loaderExecutor");
    return this;
  }

  /**
   * Who hears of failures that {@code getOrLoad} keeps from its callers. The default writes them to
   * the log.
   */
  public LarderClientBuilder listener(LarderListener value) {
    listener = Objects.requireNonNull(value, "listener");
    return this;
  }

  LarderClientBuilder clock(InstantSource value) {
    clock = value;
    return this;
  }

  /**
   * The client. It connects on its first call.
   *
   * @throws IllegalArgumentException when the target is none of "host:port", "[ipv6]:port" and
   *     "unix:/path"
   */
  public LarderClient build() {
    List<ExecutorService> owned = new ArrayList<>();
    Channels channels = channels();
    Executor callbacks =
        callbackExecutor == null
            ? own(ClientThreads.callbacks(), owned)
            : ClientThreads.orHere(callbackExecutor);
    Executor loaders =
        loaderExecutor == null ? own(ClientThreads.loaders(), owned) : loaderExecutor;
    ClientParts parts =
        new ClientParts(
            channels,
            callbacks,
            loaders,
            new Loading(listener, clock),
            List.copyOf(owned),
            new TakenCalls(),
            new AtomicBoolean());
    return new LarderClient(parts, parts.caller(deadline), false);
  }

  static Duration requirePositive(Duration deadline) {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be positive, not " + deadline);
    }
    return deadline;
  }

  private static Executor own(ExecutorService executor, List<ExecutorService> owned) {
    owned.add(executor);
    return executor;
  }

  private Channels channels() {
    if (channel != null) {
      return Channels.given(channel);
    }
    String resolved = Target.parse(target);
    return Channels.made(
        Grpc.newChannelBuilder(resolved, InsecureChannelCredentials.create())
            .disableServiceConfigLookUp()
            .defaultServiceConfig(ServiceConfig.load())
            .perRpcBufferLimit(RETRY_CALL_BYTES)
            .retryBufferSize(RETRY_BYTES)
            .maxInboundMessageSize(maxResponseBytes)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .build());
  }
}
