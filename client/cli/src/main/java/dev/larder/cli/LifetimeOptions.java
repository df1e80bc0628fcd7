package dev.larder.cli;

import dev.larder.client.Lifetime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The three parts of a lifetime; what is left out comes from where {@link #over} says. */
final class LifetimeOptions {
  @Option(
      names = "--fresh",
      paramLabel = "TIME",
      description = "How long after its fetch time an object is fresh: 5m, 1h, 7d.")
  private @Nullable Duration fresh;

  @Option(
      names = {"--swr", "--stale-while-revalidate"},
      paramLabel = "TIME",
      description = "How long after that it may be served while somebody refreshes it.")
  private @Nullable Duration staleWhileRevalidate;

  @Option(
      names = "--stale-if-error",
      paramLabel = "TIME",
      description = "How long after that it may be served when the origin fails.")
  private @Nullable Duration staleIfError;

  /** What was given; other parts from the kind's policy. */
  Lifetime lifetime() {
    return over(Lifetime.ofKind());
  }

  /** What was given; other parts as they are in {@code current}. */
  Lifetime over(Lifetime current) {
    return new Lifetime(
        fresh == null ? current.fresh() : fresh,
        staleWhileRevalidate == null ? current.staleWhileRevalidate() : staleWhileRevalidate,
        staleIfError == null ? current.staleIfError() : staleIfError);
  }
}
