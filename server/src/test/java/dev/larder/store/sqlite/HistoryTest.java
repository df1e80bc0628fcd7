package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Commit;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers, writers, deleters and clears at once: what each of them saw must make one history. */
class HistoryTest {
  private static final String NAMESPACE = "acme";
  private static final String KIND = "users";
  private static final int WRITERS = 4;
  private static final int READERS = 3;
  private static final int CLEARERS = 1;
  private static final int IDS_OF_A_WRITER = 8;
  private static final int STEPS = 1_200;

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();

  /** What the listener was told, laid together. */
  private final Map<EntryAddress, Entry> told = new ConcurrentHashMap<>();

  private final AtomicInteger clearsBegun = new AtomicInteger();
  private final AtomicInteger clearsEnded = new AtomicInteger();
  private final AtomicInteger checkedReads = new AtomicInteger();

  private long lastRevision;
  private volatile @Nullable String broken;

  @Test
  void manyThreads_readTheirWritesAndNeverSeeARevisionGoBack() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HistoryTest seed " + seed);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS + CLEARERS);
    try (ObjectStore store = SqliteObjectStore.open(TestingSqliteConfigs.of(directory), clock)) {
      store.addCommitListener(this::listen);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS + READERS + CLEARERS; i++) {
        Random random = new Random(seed + i);
        int number = i;
        running.add(threads.submit(task(store, number, random)));
      }
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
      assertEquals(null, broken);
      assertTrue(checkedReads.get() > 0, "no read was ever free of a clear");
      assertEquals(told, stored(store));
    } finally {
      threads.shutdownNow();
    }
    StoreAudit.check(directory);
  }

  private Callable<@Nullable Void> task(ObjectStore store, int number, Random random) {
    return () -> {
      if (number < WRITERS) {
        writeAndRead(store, number, random);
      } else if (number < WRITERS + READERS) {
        readAll(store, random);
      } else {
        clearNowAndThen(store, random);
      }
      return null;
    };
  }

  /** The writer thread calls this; whatever it finds wrong is kept for the test. */
  private void listen(Commit commit) {
    for (Commit.Change change : commit.changes()) {
      Entry entry = change.entry();
      if (entry == null) {
        told.remove(change.address());
      } else {
        broken = entry.revision() > lastRevision ? broken : "revision " + entry.revision();
        lastRevision = entry.revision();
        told.put(change.address(), entry);
      }
    }
    KindState kind = commit.catalogue().kind(NAMESPACE, KIND);
    long generation = kind == null ? 0 : kind.generation();
    told.keySet().removeIf(address -> address.generation() != generation);
  }

  private void writeAndRead(ObjectStore store, int number, Random random) throws Exception {
    for (int i = 0; i < STEPS; i++) {
      ObjectKey key = key(number * IDS_OF_A_WRITER + random.nextInt(IDS_OF_A_WRITER));
      int ended = clearsEnded.get();
      @Nullable Content written = random.nextInt(4) == 0 ? null : content(random);
      long revision = write(store, key, written);
      Entry found = find(store, key);
      // A clear empties the rows at its commit, a moment before the catalogue shows it: so only
      // its own caller can say that none was under way.
      if (clearsBegun.get() == ended) {
        checkedReads.incrementAndGet();
        assertReadBack(key, written, revision, found);
      }
    }
  }

  private long write(ObjectStore store, ObjectKey key, @Nullable Content content) throws Exception {
    if (content == null) {
      return store
          .write(new WriteCommand.Delete(key, true, null), Cancellation.NEVER)
          .get(20, TimeUnit.SECONDS)
          .revision();
    }
    Validity validity =
        new Validity(clock.instant(), Lifetime.DEFAULT, clock.instant().plus(Duration.ofHours(1)));
    return store
        .write(new WriteCommand.Put(key, content, validity, null), Cancellation.NEVER)
        .get(20, TimeUnit.SECONDS)
        .revision();
  }

  private static void assertReadBack(
      ObjectKey key, @Nullable Content written, long revision, @Nullable Entry found) {
    if (written == null) {
      assertEquals(null, found, () -> key + " was purged");
    } else {
      assertNotNull(found, () -> key + " was put");
      assertEquals(written, found.content());
      assertEquals(revision, found.revision());
    }
  }

  private void readAll(ObjectStore store, Random random) throws Exception {
    Map<ObjectKey, Long> seen = new HashMap<>();
    for (int i = 0; i < STEPS; i++) {
      ObjectKey key = key(random.nextInt(WRITERS * IDS_OF_A_WRITER));
      Entry found = find(store, key);
      if (found != null) {
        long before = seen.getOrDefault(key, 0L);
        assertTrue(
            found.revision() >= before,
            () -> key + " went back from " + before + " to " + found.revision());
        seen.put(key, found.revision());
        assertEquals(
            Content.of(found.content().payload(), found.content().indexTerms(), ""),
            found.content());
      }
    }
  }

  private void clearNowAndThen(ObjectStore store, Random random) throws Exception {
    for (int i = 0; i < STEPS / 20; i++) {
      store.catalogue();
      for (int reads = random.nextInt(20); reads > 0; reads--) {
        find(store, key(0));
      }
      if (generation(store) != 0) {
        clearsBegun.incrementAndGet();
        store
            .write(new WriteCommand.Clear(NAMESPACE, KIND), Cancellation.NEVER)
            .get(20, TimeUnit.SECONDS);
        clearsEnded.incrementAndGet();
      }
    }
  }

  private static Map<EntryAddress, Entry> stored(ObjectStore store) throws Exception {
    Map<EntryAddress, Entry> stored = new HashMap<>();
    for (int i = 0; i < WRITERS * IDS_OF_A_WRITER; i++) {
      Entry entry = find(store, key(i));
      if (entry != null) {
        stored.put(new EntryAddress(generation(store), key(i)), entry);
      }
    }
    return stored;
  }

  private static @Nullable Entry find(ObjectStore store, ObjectKey key) throws Exception {
    KindState kind = store.catalogue().kind(NAMESPACE, KIND);
    return kind == null
        ? null
        : store
            .read(List.of(kind.address(key)), Cancellation.NEVER)
            .get(20, TimeUnit.SECONDS)
            .get(0)
            .orElse(null);
  }

  private static long generation(ObjectStore store) {
    KindState kind = store.catalogue().kind(NAMESPACE, KIND);
    return kind == null ? 0 : kind.generation();
  }

  private static ObjectKey key(int number) {
    return new ObjectKey(NAMESPACE, KIND, "id" + number);
  }

  private static Content content(Random random) {
    String text = "\"" + Long.toHexString(random.nextLong()) + "\"";
    Payload payload = new Payload(Payload.Form.JSON, Bytes.utf8(text), "", "");
    return Content.of(payload, List.of(new IndexTerm("name", "n" + random.nextInt(9))), "");
  }
}
