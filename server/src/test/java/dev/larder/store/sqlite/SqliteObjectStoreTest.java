package dev.larder.store.sqlite;

import dev.larder.store.ChangeContract;
import dev.larder.store.CoherenceContract;
import dev.larder.store.InvalidationContract;
import dev.larder.store.LookupContract;
import dev.larder.store.NamespaceContract;
import dev.larder.store.ObjectStore;
import dev.larder.store.PreconditionContract;
import dev.larder.store.PutContract;
import dev.larder.store.RestartContract;
import dev.larder.store.StatisticsContract;
import dev.larder.store.TagContract;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The SQLite store keeps the store's contract. */
class SqliteObjectStoreTest {
  @TempDir Path directory;

  private ObjectStore openStore(FakeClock clock) {
    return SqliteObjectStore.open(TestingSqliteConfigs.of(directory), clock);
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
  class Restarts extends RestartContract {
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
