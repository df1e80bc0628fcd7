package dev.larder.cache;

import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.Freshness;
import dev.larder.store.Catalogue;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import org.jspecify.annotations.Nullable;

/**
 * A read that knows where to look.
 *
 * @param revision published before anything was looked at
 * @param catalogue taken after it
 * @param kind of the catalogue; null when it does not exist
 * @param address null when there is nothing to look at
 */
record PreparedRead(
    ReadRequest request,
    long revision,
    Catalogue catalogue,
    @Nullable KindState kind,
    @Nullable EntryAddress address) {

  static PreparedRead of(
      ReadRequest request, long revision, Catalogue catalogue, @Nullable KindState kind) {
    return new PreparedRead(request, revision, catalogue, kind, address(request, kind));
  }

  private static @Nullable EntryAddress address(ReadRequest request, @Nullable KindState kind) {
    return kind == null || request.policy().freshness() == Freshness.REFRESH
        ? null
        : kind.address(request.key());
  }

  /** The same look for another request of the same key. */
  PreparedRead asking(ReadRequest other) {
    return new PreparedRead(other, revision, catalogue, kind, address);
  }

  KindName kindName() {
    return new KindName(request.key().namespace(), request.key().kind());
  }
}
