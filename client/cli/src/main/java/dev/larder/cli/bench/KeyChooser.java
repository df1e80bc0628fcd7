package dev.larder.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Which key is next. Thread-safe. */
interface KeyChooser {
  /** A number from 0 up to the count of keys. */
  int next(RandomGenerator random);

  /** How keys are chosen. */
  enum Distribution {
    /** Each as often as any other. */
    UNIFORM,

    /** The k-th as often as 1/k^0.99, as in many real caches. */
    ZIPF;

    KeyChooser of(int keys) {
      return this == UNIFORM ? random -> random.nextInt(keys) : zipf(keys);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static KeyChooser zipf(int keys) {
    double[] upTo = new double[keys];
    double sum = 0;
    for (int key = 0; key < keys; key++) {
      sum += 1 / Math.pow(key + 1, 0.99);
      upTo[key] = sum;
    }
    double all = sum;
    return random -> {
      int found = Arrays.binarySearch(upTo, random.nextDouble() * all);
      return Math.min(keys - 1, found < 0 ? -found - 1 : found);
    };
  }
}
