package dev.larder.transport;

import dev.larder.cache.CacheConfig;
import dev.larder.cache.FillConfig;
import dev.larder.cache.ObjectCache;
import dev.larder.observability.ServerVersion;
import dev.larder.v1.GetCapabilitiesResponse;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;

/**
 * What this server is, has and allows.
 *
 * <p>Thread-safe.
 */
final class Capabilities {
  private final ObjectCache cache;
  private final CacheConfig cacheConfig;
  private final FillConfig fillConfig;
  private final TransportConfig config;
  private final ServerVersion version;

  @Inject
  Capabilities(
      ObjectCache cache,
      CacheConfig cacheConfig,
      FillConfig fillConfig,
      TransportConfig config,
      ServerVersion version) {
    this.cache = cache;
    this.cacheConfig = cacheConfig;
    this.fillConfig = fillConfig;
    this.config = config;
    this.version = version;
  }

  CompletableFuture<GetCapabilitiesResponse> tell() {
    GetCapabilitiesResponse.Builder response =
        GetCapabilitiesResponse.newBuilder()
            .setServerVersion(version.number())
            .setStoreEpoch(cache.epoch())
            .setMaxPayloadBytes(config.messages().maxPayloadBytes())
            .setMaxMessageBytes(config.messages().maxMessageBytes())
            .setMaxBatchItems(config.messages().maxBatchItems())
            .setMaxLease(WireTimes.duration(fillConfig.maxLease()))
            .setMaxWait(WireTimes.duration(fillConfig.maxWait()))
            .addFeatures("fills");
    if (config.listen().unixSocket() != null) {
      response.addFeatures("unix-socket");
    }
    if (cacheConfig.strictNamespaces()) {
      response.addFeatures("strict-namespaces");
    }
    return CompletableFuture.completedFuture(response.build());
  }
}
