package dev.larder.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A lifetime as a caller asks for it: null parts are left to the kind's policy. */
public record LifetimeRequest(
    @Nullable Duration fresh,
    @Nullable Duration staleWhileRevalidate,
    @Nullable Duration staleIfError) {
  /** Everything left to the policy. */
  public static final LifetimeRequest UNSET = new LifetimeRequest(null, null, null);

  /** This request with its null parts taken from the given lifetime. */
  public Lifetime orElse(Lifetime defaults) {
    return new Lifetime(
        fresh == null ? defaults.fresh() : fresh,
        staleWhileRevalidate == null ? defaults.staleWhileRevalidate() : staleWhileRevalidate,
        staleIfError == null ? defaults.staleIfError() : staleIfError);
  }
}
