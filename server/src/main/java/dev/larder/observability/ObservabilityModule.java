package dev.larder.observability;

import com.google.inject.AbstractModule;

/**
 * Binds {@link ObservabilityConfig}, {@link ServerVersion} and {@link Uptime}, which starts now.
 */
public final class ObservabilityModule extends AbstractModule {
  private final ObservabilityConfig config;

  public ObservabilityModule(ObservabilityConfig config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    bind(ObservabilityConfig.class).toInstance(config);
    bind(ServerVersion.class).toInstance(ServerVersion.current());
    bind(Uptime.class).toInstance(new Uptime());
  }
}
