package dev.larder.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final int COUNT = 1_000;
  private static final int DRAWS = 100_000;

  /** How often each number came. */
  private static long[] histogram(LongSupplier numbers) {
    long[] histogram = new long[COUNT];
    LongStream.generate(numbers).limit(DRAWS).forEach(number -> histogram[(int) number]++);
    return histogram;
  }

  @Test
  void inTurn_goesRound() {
    long[] first = LongStream.generate(Numbers.inTurn(3)).limit(7).toArray();
    assertArrayEquals(new long[] {0, 1, 2, 0, 1, 2, 0}, first);
  }

  @Test
  void uniform_prefersNone() {
    long[] histogram = histogram(Numbers.uniform(COUNT));
    Arrays.sort(histogram);
    assertTrue(histogram[0] > 40, () -> "the rarest came " + histogram[0] + " times");
    assertTrue(histogram[COUNT - 1] < 200, () -> "the most frequent: " + histogram[COUNT - 1]);
  }

  @Test
  void uniform_isTheSameEveryTime() {
    assertArrayEquals(histogram(Numbers.uniform(COUNT)), histogram(Numbers.uniform(COUNT)));
  }

  @Test
  void zipfian_prefersAFew() {
    long[] histogram = histogram(Numbers.zipfian(COUNT));
    Arrays.sort(histogram);
    long mostFrequent = Arrays.stream(histogram, COUNT - COUNT / 100, COUNT).sum();
    assertTrue(mostFrequent > DRAWS / 10, () -> "a hundredth of them: " + mostFrequent);
  }
}
