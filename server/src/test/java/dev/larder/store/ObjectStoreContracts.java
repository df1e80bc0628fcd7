package dev.larder.store;

import dev.larder.testing.FakeClock;
import org.junit.jupiter.api.Nested;

/** What every store keeps to: all contracts but those of restarts and collections. */
public abstract class ObjectStoreContracts {
  /** Opens the store under test; again, what it held is there. */
  protected abstract ObjectStore storeAt(FakeClock clock);

  @Nested
  class Puts extends PutContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Preconditions extends PreconditionContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Changes extends ChangeContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Invalidations extends InvalidationContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Tags extends TagContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Namespaces extends NamespaceContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Lookups extends LookupContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Coherence extends CoherenceContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Statistics extends StatisticsContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }
}
