package dev.larder.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Where the random steps of a model come from, and what the last of them were. The seed is printed,
 * and {@code -Dlarder.model.seed=…} takes the same steps again.
 */
final class StepJournal {
  private static final String SEED = "larder.model.seed";

  /** As many as it takes to see a lease, a wait and a lifetime begin and end. */
  private static final int KEPT = 80;

  final Random random;
  private final long seed;
  private final Deque<String> last = new ArrayDeque<>();
  private int step;

  StepJournal(String name) {
    seed = Long.getLong(SEED, new Random().nextLong());
    random = new Random(seed);
    System.out.println(name + " seed: " + seed);
  }

  /** Takes a step; what fails in it fails with the history. */
  void take(Runnable action) {
    step++;
    try {
      action.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(history(), e);
    }
  }

  /** The number of the step that is being taken; from 1. */
  int step() {
    return step;
  }

  /** Writes down what the step does, or what came of it. */
  void note(String what) {
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(step + " " + what);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String history() {
    return "step %d of seed %d (-D%s=%d takes it again), after%n  %s"
        .formatted(step, seed, SEED, seed, String.join(System.lineSeparator() + "  ", last));
  }
}
