package dev.larder.cache;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.larder.store.CommitListener;
import dev.larder.store.ObjectStore;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model-checks the protocol of {@link HotTier}, {@link Publication}, {@link ReadFlights} and {@link
 * StoreReads}: threads are switched at chosen points of our own code, every invocation another
 * order of events, and what the reads answered must be what some sequence of the operations would
 * have. A few scenarios are those that the protocol is there for; the others are drawn at random.
 * Everything else, Caffeine and the JDK included, is taken for atomic: Lincheck would spend its
 * invocations in there, and on JDK 17 takes minutes to look through Caffeine.
 */
final class CoherenceLincheckTest {
  /** What the cache must be equivalent to. */
  public static class TwoObjects {
    private final int[] values = new int[2];

    public void put(int object, int value) {
      values[object] = value;
    }

    public void delete(int object) {
      values[object] = CoherenceModel.ABSENT;
    }

    public void clear() {
      values[0] = CoherenceModel.ABSENT;
      values[1] = CoherenceModel.ABSENT;
    }

    public void evict() {}

    public int get(int object) {
      return values[object];
    }

    public String getBoth() {
      return values[0] + " " + values[1];
    }
  }

  /**
   * Where threads are switched: the classes that make up the protocol, the store that races with
   * them, and the interfaces through which they call one another.
   */
  private static final Set<String> WATCHED =
      Stream.of(
              HotTier.class,
              Publication.class,
              ReadFlights.class,
              StoreReads.class,
              ObjectReader.class,
              SnapshotReader.class,
              CommitThenPublishStore.class,
              CoherenceModel.class,
              ObjectStore.class,
              CommitListener.class,
              Function.class)
          .map(Class::getName)
          .collect(Collectors.toSet());

  private static boolean isTakenForAtomic(String className) {
    return !WATCHED.contains(className);
  }

  private static Actor operation(String name, Object... arguments) {
    Method method =
        Arrays.stream(CoherenceModel.class.getMethods())
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return new Actor(method, List.of(arguments));
  }

  private static ExecutionScenario scenario(
      List<Actor> before, List<List<Actor>> parallel, List<Actor> after) {
    return new ExecutionScenario(before, parallel, after, null);
  }

  private static final List<Actor> COLD = List.of(operation("put", 0, 1), operation("evict"));
  private static final List<Actor> HOT =
      List.of(operation("put", 0, 1), operation("put", 1, 1), operation("getBoth"));
  private static final List<Actor> GET = List.of(operation("get", 0));

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void readsAndWrites_anyOrderOfEvents_areLinearizable() {
    new ModelCheckingOptions()
        .sequentialSpecification(TwoObjects.class)
        .addCustomScenario(
            scenario(COLD, List.of(GET, List.of(operation("put", 0, 2), operation("get", 0))), GET))
        .addCustomScenario(
            scenario(
                COLD,
                List.of(
                    List.of(operation("get", 0), operation("get", 0)),
                    List.of(operation("delete", 0), operation("get", 0))),
                GET))
        .addCustomScenario(
            scenario(COLD, List.of(GET, List.of(operation("clear"), operation("get", 0))), GET))
        .addCustomScenario(
            scenario(
                HOT,
                List.of(
                    List.of(operation("put", 0, 2), operation("put", 1, 2)),
                    List.of(operation("getBoth"), operation("get", 0), operation("getBoth"))),
                GET))
        .addCustomScenario(
            scenario(
                HOT,
                List.of(
                    List.of(operation("delete", 0)),
                    List.of(operation("getBoth"), operation("get", 0))),
                GET))
        .threads(2)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(1)
        .iterations(3)
        .invocationsPerIteration(80)
        .addGuarantee(
            forClasses(CoherenceLincheckTest::isTakenForAtomic).allMethods().treatAsAtomic())
        .check(CoherenceModel.class);
  }
}
