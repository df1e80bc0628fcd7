package dev.larder.transport;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.larder.cache.CacheConfig;
import dev.larder.cache.CacheModule;
import dev.larder.cache.FillConfig;
import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import dev.larder.observability.ServerVersion;
import dev.larder.observability.Uptime;
import dev.larder.store.ObjectStore;
import dev.larder.store.sqlite.SqliteStoreConfig;
import dev.larder.store.sqlite.SqliteStoreModule;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * A whole server, wired like the real one, with its store in a folder, but without sockets: a call
 * begins with the bytes of its request and ends with those of its answer. What is measured through
 * it is ours, and nothing of it Netty's or the kernel's.
 *
 * <p>Thread-safe, but for its callers.
 */
@NullMarked
public final class WithoutNetwork implements AutoCloseable {
  private final Injector injector;

  private WithoutNetwork(Injector injector) {
    this.injector = injector;
  }

  /** Starts it with every setting at its default. */
  public static WithoutNetwork start(Path folder) {
    SettingValues settings = new Defaults(folder);
    return new WithoutNetwork(
        Guice.createInjector(
            Stage.PRODUCTION,
            new Surroundings(),
            new SqliteStoreModule(SqliteStoreConfig.from(settings)),
            new CacheModule(CacheConfig.from(settings), FillConfig.from(settings)),
            new TransportModule(TransportConfig.from(settings))));
  }

  private static final class Surroundings extends AbstractModule {
    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      bind(InstantSource.class).toInstance(InstantSource.system());
      bind(ServerVersion.class).toInstance(ServerVersion.current());
      bind(Uptime.class).toInstance(new Uptime());
    }
  }

  private record Defaults(Path folder) implements SettingValues {
    @Override
    public <T> @Nullable T find(Setting<T> setting) {
      return setting.name().equals("data-dir")
          ? setting.parser().parse(folder.toString())
          : setting.defaultValue();
    }

    @Override
    public <T> T get(Setting<T> setting) {
      return Objects.requireNonNull(find(setting), setting.name());
    }
  }

  /** Calls of one unary method; the caller is for one thread. */
  public CallerWithoutNetwork caller(MethodDescriptor<?, ?> method) {
    return new CallerWithoutNetwork(
        injector.getInstance(LarderServices.class).definitions().stream()
            .map(service -> service.getMethod(method.getFullMethodName()))
            .filter(Objects::nonNull)
            .findFirst()
            .map(WithoutNetwork::taken)
            .orElseThrow());
  }

  /** Every method of ours takes requests as they come off the wire. */
  @SuppressWarnings("unchecked")
  private static ServerMethodDefinition<WireRequest, Object> taken(
      ServerMethodDefinition<?, ?> method) {
    return (ServerMethodDefinition<WireRequest, Object>) method;
  }

  @Override
  public void close() {
    injector.getInstance(PayloadWork.class).close();
    injector.getInstance(ObjectStore.class).close();
  }
}
