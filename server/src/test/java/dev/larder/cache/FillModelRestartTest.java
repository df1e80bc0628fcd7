package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.ReadPolicy;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import dev.larder.store.TagMarks;
import dev.larder.store.sqlite.SqliteObjectStore;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random steps over a real file, which is closed and opened again every now and then; see {@link
 * FillModel} and {@link CollectionModel} for what must hold. The file is swept all the while, and
 * what the steps find must not depend on it; the seed does not say when, so what it has a share in
 * may not come again.
 */
class FillModelRestartTest {
  private static final int STEPS = 60_000;
  private static final int STEPS_BETWEEN_RESTARTS = 300;

  private static final Duration SWEEPS = Duration.ofMillis(10);

  /** After it everything has expired, and a mark of an invalidated tag may be dropped. */
  private static final Duration LONG_STOP = Duration.ofMinutes(61);

  private static final Duration MARKS_KEPT = Duration.ofHours(1);
  private static final ReadPolicy WHATEVER = new ReadPolicy(Freshness.ANY, null, null, null, true);

  @TempDir Path directory;

  private final FakeClock clock = new FakeClock();
  private final StepJournal journal = new StepJournal("FillModelRestartTest");
  private FillModel model;
  private CollectionModel collections;
  private OvertakenCompletions overtaken;
  private AwaitedStore store;
  private int restarts;

  @BeforeEach
  void begin() {
    store = open();
    model = new FillModel(journal, clock, new TestingRun(store, clock));
    collections = new CollectionModel(model);
    overtaken = new OvertakenCompletions(model);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private AwaitedStore open() {
    return new AwaitedStore(
        SqliteObjectStore.open(TestingCollections.config(directory, SWEEPS), clock));
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void randomStepsAndRestarts_neverBreakWhatIsPromised() {
    for (int i = 0; i < STEPS; i++) {
      journal.take(this::step);
    }
    journal.take(model::end);
    System.out.println(restarts + " restarts; collections: " + collections.met);
  }

  private void step() {
    int what = journal.random.nextInt(STEPS_BETWEEN_RESTARTS);
    if (what == 0) {
      restart();
    } else if (what % 3 == 0) {
      collections.doSomething();
    } else if (what % 12 == 1) {
      overtaken.doSomething(store);
    } else {
      model.doSomething();
    }
    model.settle();
  }

  private void restart() {
    if (journal.random.nextInt(8) == 0) {
      clock.advance(LONG_STOP);
      model.settle();
    }
    model.stop();
    List<Object> before = everything();
    store.close();
    store = open();
    model.goOn(new TestingRun(store, clock));
    assertEquals(before, everything());
    restarts++;
  }

  /** What there is for a reader, and the marks that this is owed to, swept or not. */
  private List<Object> everything() {
    List<Object> seen = new ArrayList<>();
    FillModel.IDS.forEach(id -> seen.add(object(id)));
    CollectionModel.NAMES.forEach(name -> seen.add(collection(name)));
    NamespaceState namespace = model.run().store.catalogue().namespace(TestingEntries.NAMESPACE);
    if (namespace != null) {
      namespace.kinds().values().forEach(kind -> seen.add(withoutMarks(kind)));
      namespace.tagMarks().marks().values().stream()
          .filter(this::lasts)
          .forEach(mark -> seen.add(mark.swept(0)));
    }
    return seen;
  }

  private List<Object> object(String id) {
    ReadAnswer answer =
        model
            .run()
            .cache
            .get(new ReadRequest(TestingEntries.key(id), WHATEVER, ""), Cancellation.NEVER)
            .join();
    return List.of(answer.outcome(), Optional.ofNullable(answer.entry()));
  }

  private List<Object> collection(String name) {
    CollectionRequest request =
        new CollectionRequest(
            CollectionModel.ref(name), ReadPolicy.of(Freshness.ANY), true, "", 100, null);
    CollectionAnswer answer = model.run().collections.get(request, Cancellation.NEVER).join();
    return List.of(answer.outcome(), answer.entries(), Optional.ofNullable(answer.view()));
  }

  private static KindState withoutMarks(KindState kind) {
    return new KindState(kind.generation(), kind.policy(), kind.invalidations(), TagMarks.NONE);
  }

  /** One that is older may be dropped by the next sweep. */
  private boolean lasts(TagMark mark) {
    return mark.time().isAfter(clock.instant().minus(MARKS_KEPT));
  }
}
