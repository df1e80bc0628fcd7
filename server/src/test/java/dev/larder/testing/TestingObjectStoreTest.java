package dev.larder.testing;

import dev.larder.store.ObjectStore;
import dev.larder.store.ObjectStoreContracts;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory keeps the store's contract, or what is tested on it would not hold in the
 * server. All but what a restart is about: here, opening again gives the same store.
 */
class TestingObjectStoreTest extends ObjectStoreContracts {
  @Nullable private TestingObjectStore store;

  @Override
  protected ObjectStore storeAt(FakeClock clock) {
    TestingObjectStore opened = store == null ? new TestingObjectStore(clock) : store;
    store = opened;
    return opened;
  }
}
