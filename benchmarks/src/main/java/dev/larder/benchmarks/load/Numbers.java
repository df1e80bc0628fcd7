package dev.larder.benchmarks.load;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import site.ycsb.generator.ScrambledZipfianGenerator;

/** Which object is next. */
public final class Numbers {
  private Numbers() {}

  /** One after the other, from 0, over and over. */
  public static LongSupplier inTurn(long count) {
    AtomicLong next = new AtomicLong();
    return () -> next.getAndIncrement() % count;
  }

  /** Each as likely as any other. */
  public static LongSupplier uniform(long count) {
    SplittableRandom random = new SplittableRandom(42);
    return () -> random.nextLong(count);
  }

  /** A few very often, most of them seldom: YCSB's Zipfian distribution, its constant 0.99. */
  public static LongSupplier zipfian(long count) {
    ScrambledZipfianGenerator generator = new ScrambledZipfianGenerator(count);
    return generator::nextValue;
  }
}
