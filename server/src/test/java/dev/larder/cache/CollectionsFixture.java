package dev.larder.cache;

import static dev.larder.cache.TestingCollections.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What tests of collections begin with: a cache over a real store of their own. */
abstract class CollectionsFixture {
  @TempDir Path directory;
  TestingCollections cache;

  @BeforeEach
  final void open() {
    cache = new TestingCollections(directory);
  }

  @AfterEach
  final void close() {
    cache.close();
  }

  /** As after a restart. */
  final void reopen() {
    close();
    open();
  }

  static CacheException assertRefused(Reason reason, Executable call) {
    CacheException refused = assertThrows(CacheException.class, call);
    assertEquals(reason, refused.reason(), refused.getMessage());
    return refused;
  }

  /** What is told of the set itself. */
  static CollectionView view(CollectionAnswer answer) {
    CollectionView view = answer.view();
    assertNotNull(view);
    return view;
  }

  final ReadAnswer read(String id) {
    return await(cache.objects.get(TestingEntries.read(id), Cancellation.NEVER));
  }

  /** What is stored of an object, or the outcome of the miss. */
  final String text(String id) {
    return TestingEntries.text(read(id));
  }
}
