package dev.larder.transport;

import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lifetimes. What breaks their bounds is POLICY_INVALID. */
final class LifetimeMapper {
  private LifetimeMapper() {}

  /** A lifetime at this path; parts that are not set stay open. */
  static LifetimeRequest read(dev.larder.v1.Lifetime wire, String field) {
    return new LifetimeRequest(
        wire.hasFresh() ? part(wire.getFresh(), field + ".fresh") : null,
        wire.hasStaleWhileRevalidate()
            ? part(wire.getStaleWhileRevalidate(), field + ".stale_while_revalidate")
            : null,
        wire.hasStaleIfError() ? part(wire.getStaleIfError(), field + ".stale_if_error") : null);
  }

  /** One part: zero to 3650 days. */
  static Duration part(com.google.protobuf.Duration wire, String field) {
    return WireTimes.read(wire, Lifetime.LONGEST, field);
  }

  static dev.larder.v1.Lifetime write(Lifetime lifetime) {
    return dev.larder.v1.Lifetime.newBuilder()
        .setFresh(WireTimes.duration(lifetime.fresh()))
        .setStaleWhileRevalidate(WireTimes.duration(lifetime.staleWhileRevalidate()))
        .setStaleIfError(WireTimes.duration(lifetime.staleIfError()))
        .build();
  }

  /** The parts that are null are left to defaults. */
  static Lifetime orDefault(@Nullable LifetimeRequest request) {
    return request == null ? Lifetime.DEFAULT : request.orElse(Lifetime.DEFAULT);
  }
}
