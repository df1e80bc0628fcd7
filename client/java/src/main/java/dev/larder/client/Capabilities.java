package dev.larder.client;

import java.util.Set;

/**
 * What a server is, has and allows.
 *
 * @param serverVersion its version: "0.1.0"
 * @param storeEpoch names its database: it changes when the file is recreated or restored, and
 *     revisions start anew
 * @param features names of optional features that it has
 * @param maxPayloadBytes the largest payload
 * @param maxMessageBytes the largest request and response
 * @param maxBatchItems the most items of a batch
 */
public record Capabilities(
    String serverVersion,
    String storeEpoch,
    Set<String> features,
    long maxPayloadBytes,
    long maxMessageBytes,
    int maxBatchItems) {
  public Capabilities {
    features = Set.copyOf(features);
  }
}
