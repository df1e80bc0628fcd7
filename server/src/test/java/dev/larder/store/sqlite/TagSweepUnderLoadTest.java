package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Catalogue;
import dev.larder.store.KindState;
import dev.larder.store.TagMark;
import dev.larder.store.WriteCommand;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that sweeps invalidated tags in slices as small as can be, while it is written to. */
class TagSweepUnderLoadTest {
  private static final int OBJECTS = 400;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String TAG = "team-7";

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private SqliteObjectStore store;

  @BeforeEach
  void open() {
    Upkeep often =
        new Upkeep(
            Duration.ofMillis(5), 1L << 20, 1_000, Duration.ofNanos(1), Duration.ofMillis(1));
    store = SqliteObjectStore.open(TestingSqliteConfigs.of(directory, often), clock);
  }

  @AfterEach
  void closeAndAudit() throws Exception {
    store.close();
    StoreAudit.check(directory);
  }

  private static ObjectKey key(int number) {
    return new ObjectKey("acme", "users", "id" + number);
  }

  private WriteCommand.Put put(int number) {
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8("x"), "", "");
    Validity validity =
        new Validity(clock.instant(), Lifetime.DEFAULT, clock.instant().plus(Duration.ofHours(1)));
    Content content = Content.of(payload, List.of(), List.of(TAG), "");
    return new WriteCommand.Put(key(number), content, validity, null);
  }

  private <R> R write(WriteCommand<R> command) throws Exception {
    return store.write(command, Cancellation.NEVER).get(30, TimeUnit.SECONDS);
  }

  private void putAll(int from, int to) throws Exception {
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      puts.add(store.write(put(i), Cancellation.NEVER));
    }
    for (CompletableFuture<?> put : puts) {
      put.get(30, TimeUnit.SECONDS);
    }
  }

  private boolean isSwept() {
    TagMark mark =
        Objects.requireNonNull(store.catalogue().namespace("acme")).tagMarks().marks().get(TAG);
    return mark != null && mark.isSwept();
  }

  /** As a read sees it: by the catalogue of before, which is what it asks for first. */
  private boolean isFresh(int number) throws Exception {
    Catalogue catalogue = store.catalogue();
    KindState kind = Objects.requireNonNull(catalogue.kind("acme", "users"));
    Entry found =
        store
            .read(List.of(kind.address(key(number))), Cancellation.NEVER)
            .get(30, TimeUnit.SECONDS)
            .get(0)
            .orElse(null);
    return found != null && kind.apply(found).validity().softExpiry().isAfter(clock.instant());
  }

  private void invalidateAndSweep(boolean hard) throws Exception {
    long seed = System.nanoTime();
    System.out.println("TagSweepUnderLoadTest seed: " + seed);
    Random random = new Random(seed);
    putAll(0, OBJECTS);
    clock.advance(Duration.ofMinutes(1));
    var unused = write(new WriteCommand.InvalidateTags("acme", List.of(TAG), hard));
    // Not by counting rounds: the sweep rests between its slices, however fast the puts are.
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!isSwept()) {
      assertTrue(System.nanoTime() - end < 0, "the sweep does not come to its end");
      int number = random.nextInt(OBJECTS / 2);
      putAll(number, number + 1);
      assertTrue(isFresh(number), () -> number + " was put after the invalidation");
      assertFalse(isFresh(OBJECTS / 2 + random.nextInt(OBJECTS / 2)));
    }
    for (int i = OBJECTS / 2; i < OBJECTS; i++) {
      assertFalse(isFresh(i));
    }
  }

  @Test
  void soft_whatWasPutSinceIsFreshAndAllElseIsNot() throws Exception {
    invalidateAndSweep(false);
    assertEquals(OBJECTS, StoreAudit.number(directory, "SELECT count(*) FROM entry"));
  }

  @Test
  void hard_whatWasPutSinceIsFreshAndAllElseIsNot() throws Exception {
    invalidateAndSweep(true);
    long left = StoreAudit.number(directory, "SELECT count(*) FROM entry");
    assertTrue(left <= OBJECTS / 2, () -> left + " are left");
  }
}
