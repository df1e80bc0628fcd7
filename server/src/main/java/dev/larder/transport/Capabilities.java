package dev.larder.transport;

import dev.larder.cache.ObjectCache;
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
  private final TransportConfig config;

  @Inject
  Capabilities(ObjectCache cache, TransportConfig config) {
    this.cache = cache;
    this.config = config;
  }

  CompletableFuture<GetCapabilitiesResponse> tell() {
    GetCapabilitiesResponse.Builder response =
        GetCapabilitiesResponse.newBuilder()
            .setServerVersion(ServerVersion.current())
            .setStoreEpoch(cache.epoch())
            .setMaxPayloadBytes(config.messages().maxPayloadBytes())
            .setMaxMessageBytes(config.messages().maxMessageBytes())
            .setMaxBatchItems(config.messages().maxBatchItems());
    if (config.listen().unixSocket() != null) {
      response.addFeatures("unix-socket");
    }
    return CompletableFuture.completedFuture(response.build());
  }
}
