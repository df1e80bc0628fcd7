package dev.larder.cli;

import dev.larder.client.Precondition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What must hold for a put to be done; one of them. */
final class PreconditionOptions {
  @Option(names = "--if-absent", description = "Put only when there is no such object.")
  private boolean absent;

  @Option(
      names = "--if-newer",
      description = "Put only when the fetch time is later than the stored object's.")
  private boolean newer;

  @Option(
      names = "--if-revision",
      paramLabel = "REVISION",
      description = "Put only over this revision.")
  private @Nullable Long revision;

  @Option(names = "--if-etag", paramLabel = "ETAG", description = "Put only over this etag.")
  private @Nullable String etag;

  @Nullable Precondition precondition() {
    if (absent) {
      return new Precondition.Absent();
    }
    if (newer) {
      return new Precondition.NewerFetchTime();
    }
    if (revision != null) {
      return new Precondition.Revision(revision);
    }
    return etag == null ? null : new Precondition.Etag(etag);
  }
}
