package dev.larder.cli.bench;

import dev.larder.cli.console.ByteSizes;
import dev.larder.cli.console.Counts;
import dev.larder.cli.console.Durations;
import java.time.Duration;
import java.util.Locale;

/**
 * A load.
 *
 * @param connections how many connections
 * @param inFlight calls under way on each
 * @param keys how many keys
 * @param valueBytes how large a value
 * @param readShare the share of reads, 0 to 1
 * @param distribution how keys are chosen
 * @param duration how long it measures at most
 * @param operations how many operations it measures at most
 * @param warmUp how long it runs before
 * @param seed of all that is random
 */
record LoadPlan(
    int connections,
    int inFlight,
    int keys,
    int valueBytes,
    double readShare,
    KeyChooser.Distribution distribution,
    Duration duration,
    long operations,
    Duration warmUp,
    long seed) {
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s x %d in flight, %s of %s, %.0f%% reads, %s, warm-up %s, seed %d",
        Counts.of(connections, "connection"),
        inFlight,
        Counts.of(keys, "key"),
        ByteSizes.rough(valueBytes),
        100 * readShare,
        distribution,
        Durations.exact(warmUp),
        seed);
  }

  Workload workload(String namespace) {
    return new Workload(namespace, keys, distribution, readShare, valueBytes, seed);
  }
}
