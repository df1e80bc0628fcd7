package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Value;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every number that can be put as a value comes back as the same number. */
class ValueNumbersTest {
  @Test
  void powersOfTwo_putAsValues_comeBack() {
    assertComeBack(IntStream.rangeClosed(-1074, 53).mapToDouble(i -> Math.scalb(1.0, i)));
  }

  @Test
  void anyDoubles_putAsValues_comeBack() {
    long seed = System.nanoTime();
    System.out.println("ValueNumbersTest seed " + seed);
    assertComeBack(
        new SplittableRandom(seed)
            .longs(300_000)
            .mapToDouble(Double::longBitsToDouble)
            .filter(number -> Math.abs(number) <= ValueWriter.LARGEST_WHOLE));
  }

  private static void assertComeBack(DoubleStream numbers) {
    numbers.forEach(
        number -> {
          Value value = Value.newBuilder().setNumberValue(number).build();
          String json = ValueWriter.canonicalJson(value, "value").utf8();
          assertEquals(Optional.of(value), ValueReader.exact(json), json);
        });
  }
}
