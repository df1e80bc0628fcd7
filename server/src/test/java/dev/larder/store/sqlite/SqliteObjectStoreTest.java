package dev.larder.store.sqlite;

import dev.larder.store.CollectionContract;
import dev.larder.store.ObjectStore;
import dev.larder.store.ObjectStoreContracts;
import dev.larder.store.RestartContract;
import dev.larder.store.SnapshotContract;
import dev.larder.store.StagedMembersContract;
import dev.larder.store.StagedPagesContract;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The SQLite store keeps the store's contract. */
class SqliteObjectStoreTest extends ObjectStoreContracts {
  @TempDir Path directory;

  @Override
  protected ObjectStore storeAt(FakeClock clock) {
    return SqliteObjectStore.open(TestingSqliteConfigs.of(directory), clock);
  }

  @Nested
  class Collections extends CollectionContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Snapshots extends SnapshotContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class StagedMembers extends StagedMembersContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class StagedPages extends StagedPagesContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }

  @Nested
  class Restarts extends RestartContract {
    @Override
    protected ObjectStore open(FakeClock clock) {
      return storeAt(clock);
    }
  }
}
