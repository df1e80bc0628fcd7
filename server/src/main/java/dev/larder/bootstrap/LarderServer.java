package dev.larder.bootstrap;

import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.matcher.Matchers;
import dev.larder.cache.CacheConfig;
import dev.larder.cache.CacheModule;
import dev.larder.cache.FillConfig;
import dev.larder.cache.ObjectCache;
import dev.larder.concurrent.ResourceStack;
import dev.larder.config.ConfigurationException;
import dev.larder.config.SettingValues;
import dev.larder.observability.ObservabilityConfig;
import dev.larder.observability.ObservabilityModule;
import dev.larder.store.sqlite.SqliteStoreConfig;
import dev.larder.store.sqlite.SqliteStoreModule;
import dev.larder.transport.GrpcServer;
import dev.larder.transport.TransportConfig;
import dev.larder.transport.TransportModule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole server, from {@link #start} to {@link #close}: the store, the cache on it, and the
 * transport in front. It runs on threads of its own and does not keep the process alive.
 *
 * <p>Thread-safe.
 */
public final class LarderServer implements AutoCloseable {
  private final TransportConfig transport;
  private final SqliteStoreConfig store;
  private final int port;
  private final ResourceStack resources;

  private LarderServer(
      TransportConfig transport, SqliteStoreConfig store, int port, ResourceStack resources) {
    this.transport = transport;
    this.store = store;
    this.port = port;
    this.resources = resources;
  }

  /**
   * Starts a server: opens the store, which brings the file up to date, and then listens. Blocks
   * until it serves. All or nothing: what a failed start has made is closed again.
   *
   * @throws ConfigurationException when values do not go together
   * @throws StartException when it cannot be started
   */
  public static LarderServer start(SettingValues values) {
    TransportConfig transport = TransportConfig.from(values);
    SqliteStoreConfig store = SqliteStoreConfig.from(values);
    FillConfig fills = FillConfig.from(values).withinCalls(transport.calls().maxCallsInFlight());
    List<Module> modules =
        List.of(
            new SqliteStoreModule(store),
            new CacheModule(CacheConfig.from(values), fills),
            new TransportModule(transport),
            new ObservabilityModule(ObservabilityConfig.from(values)));
    ResourceStack resources = new ResourceStack();
    try {
      Injector injector = injector(modules, resources);
      GrpcServer grpc = injector.getInstance(GrpcServer.class);
      resources.add(() -> grpc.stop(transport.drainGrace()));
      // Before the rest: who is kept waiting would hold the stop up for its whole grace.
      resources.add(injector.getInstance(ObjectCache.class)::stopWaiting);
      grpc.start();
      return new LarderServer(transport, store, grpc.port(), resources);
    } catch (IOException | RuntimeException | LinkageError failure) {
      throw StartException.explaining(closeAfter(failure, resources));
    }
  }

  private static Injector injector(List<Module> modules, ResourceStack resources) {
    Module foundation =
        binder -> {
          requireWhatIsWritten(binder);
          binder.bindListener(Matchers.any(), new ClosingListener(resources));
          binder
              .bind(InstantSource.class)
              .toInstance(new RunningClock(InstantSource.system(), System::nanoTime));
        };
    return Guice.createInjector(
        Stage.PRODUCTION, Stream.concat(Stream.of(foundation), modules.stream()).toList());
  }

  /** No binding, constructor or proxy that nobody asked for. */
  private static void requireWhatIsWritten(Binder binder) {
    binder.requireExplicitBindings();
    binder.requireAtInjectOnConstructors();
    binder.requireExactBindingAnnotations();
    binder.disableCircularProxies();
  }

  private static Throwable closeAfter(Throwable failure, ResourceStack resources) {
    try {
      resources.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** The address that it listens on for TCP, as it was configured. */
  public String host() {
    return transport.listen().host();
  }

  /** The TCP port that it listens on. */
  public int port() {
    return port;
  }

  /** The Unix domain socket that it listens on; null when there is none. */
  public @Nullable Path unixSocket() {
    return transport.listen().unixSocket();
  }

  /** The database file. */
  public Path dataFile() {
    return store.databaseFile();
  }

  /**
   * Stops: takes no more calls, lets those in flight end within the grace, commits and closes the
   * store. Blocks until done; a second call does nothing, but waits for the first.
   *
   * @throws dev.larder.concurrent.CloseFailedException when something could not be closed; the rest
   *     is closed all the same
   */
  @Override
  public void close() {
    synchronized (resources) {
      resources.close();
    }
  }
}
