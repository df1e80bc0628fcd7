package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.ObjectKey;
import dev.larder.store.WriteCommand.DeleteResult;
import dev.larder.store.WriteCommand.InvalidateResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those of the random steps of a {@link FillModel} that take objects back. */
final class ModelWithdrawals {
  private final FillModel model;

  ModelWithdrawals(FillModel model) {
    this.model = model;
  }

  void delete(String id) {
    boolean purge = model.journal.random.nextBoolean();
    DeleteResult done =
        model.run().cache.delete(TestingEntries.key(id), purge, null, Cancellation.NEVER).join();
    model.journal.note("delete %s, purge %s: %s".formatted(id, purge, done));
    assertTrue(done.deleted() || !model.reference.isThere(id), "what is there is not deleted");
    if (done.deleted()) {
      model.reference.delete(id, purge);
      model.revisions.saw(done.revision());
    } else {
      model.reference.leaveCollections(id);
    }
    model.leaders.end(id);
  }

  void invalidate(String id) {
    boolean hard = model.journal.random.nextBoolean();
    model.journal.note("invalidate %s, hard %s".formatted(id, hard));
    invalidated(id, hard, beginInvalidation(id, hard));
  }

  CompletableFuture<InvalidateResult> beginInvalidation(String id, boolean hard) {
    List<ObjectKey> keys = List.of(TestingEntries.key(id));
    return model.run().cache.invalidate(TestingEntries.NAMESPACE, keys, hard, Cancellation.NEVER);
  }

  void invalidated(String id, boolean hard, CompletableFuture<InvalidateResult> done) {
    model.revisions.invalidated(done);
    model.reference.invalidate(id, hard);
    model.leaders.end(id);
  }

  void invalidateKindOrClear() {
    if (model.journal.random.nextInt(4) > 0) {
      return;
    }
    if (model.journal.random.nextBoolean()) {
      invalidateKind(model.journal.random.nextBoolean());
      model.leaders.endAll();
    } else if (namespaceExists()) {
      model.journal.note("clear");
      model.run().administration.clear(TestingEntries.NAMESPACE, null, Cancellation.NEVER).join();
      model.reference.clear();
      model.leaders.endAll();
    }
  }

  private void invalidateKind(boolean hard) {
    model.journal.note("invalidate kind, hard " + hard);
    model.revisions.invalidated(
        model
            .run()
            .cache
            .invalidateKind(
                TestingEntries.NAMESPACE, TestingEntries.KIND, hard, Cancellation.NEVER));
    if (hard) {
      model.reference.clear();
    } else {
      model.reference.invalidateKind();
    }
  }

  private boolean namespaceExists() {
    return model.run().store.catalogue().namespace(TestingEntries.NAMESPACE) != null;
  }

  void invalidateTag() {
    if (!namespaceExists()) {
      return;
    }
    boolean hard = model.journal.random.nextBoolean();
    model.journal.note("invalidate tag, hard " + hard);
    tagWasInvalidated(hard, beginTagInvalidation(hard));
  }

  CompletableFuture<InvalidateResult> beginTagInvalidation(boolean hard) {
    List<String> tags = List.of(ReferenceModel.TAG);
    return model
        .run()
        .cache
        .invalidateTags(TestingEntries.NAMESPACE, tags, hard, Cancellation.NEVER);
  }

  void tagWasInvalidated(boolean hard, CompletableFuture<InvalidateResult> done) {
    model.revisions.invalidated(done);
    model.reference.invalidateTag(hard);
    model.leaders.tagInvalidated();
  }
}
