package dev.larder.testing;

import dev.larder.store.ChangeContract;
import dev.larder.store.CoherenceContract;
import dev.larder.store.InvalidationContract;
import dev.larder.store.LookupContract;
import dev.larder.store.NamespaceContract;
import dev.larder.store.ObjectStore;
import dev.larder.store.PreconditionContract;
import dev.larder.store.PutContract;
import dev.larder.store.StatisticsContract;
import dev.larder.store.TagContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/**
 * The store in memory keeps the store's contract, or what is tested on it would not hold in the
 * server. All but what a restart is about: here, opening again gives the same store.
 */
class TestingObjectStoreTest {
  @Nullable private TestingObjectStore store;

  private ObjectStore openStore(FakeClock clock) {
    TestingObjectStore opened = store == null ? new TestingObjectStore(clock) : store;
    store = opened;
    return opened;
  }

  @Nested
  class Puts extends PutContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Preconditions extends PreconditionContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Changes extends ChangeContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Invalidations extends InvalidationContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Tags extends TagContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Namespaces extends NamespaceContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Lookups extends LookupContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Coherence extends CoherenceContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }

  @Nested
  class Statistics extends StatisticsContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return openStore(clock);
    }
  }
}
