package dev.larder.transport;

import dev.larder.cache.PutRequest;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.v1.Key;
import dev.larder.v1.PutObjectRequest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Members of collections: puts whose keys are of the collection's kind. The path of an error names
 * the member.
 *
 * <p>Thread-safe.
 */
final class MemberMapper {
  private static final String FIELD = "members";

  private final PutMapper puts;
  private final MessageLimits limits;

  @Inject
  MemberMapper(PutMapper puts, MessageLimits limits) {
    this.puts = puts;
    this.limits = limits;
  }

  List<PutRequest> read(CollectionRef ref, List<PutObjectRequest> members) {
    FieldChecks.items(members, limits.maxBatchItems(), Reason.REQUEST_INVALID, FIELD);
    List<PutRequest> read = new ArrayList<>(members.size());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < members.size(); i++) {
      try {
        requireFirst(ids.add(members.get(i).getKey().getId()));
        read.add(read(ref, members.get(i)));
      } catch (CacheException e) {
        throw e.within(FIELD + "[" + i + "]");
      }
    }
    return read;
  }

  private static void requireFirst(boolean first) {
    if (!first) {
      throw CacheException.invalid(Reason.KEY_INVALID, "key.id", "the same id twice");
    }
  }

  private PutRequest read(CollectionRef ref, PutObjectRequest member) {
    if (member.hasPrecondition()) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "precondition", "a member takes none: the collection does");
    }
    return puts.read(member.toBuilder().setKey(key(ref, member.getKey())).build());
  }

  private static Key key(CollectionRef ref, Key wire) {
    requireSame(wire.getNamespace(), ref.namespace(), "key.namespace");
    requireSame(wire.getKind(), ref.kind(), "key.kind");
    return wire.toBuilder().setNamespace(ref.namespace()).setKind(ref.kind()).build();
  }

  private static void requireSame(String part, String ofCollection, String field) {
    if (!part.isEmpty() && !part.equals(ofCollection)) {
      throw CacheException.invalid(
          Reason.KEY_INVALID, field, "must be that of the collection, or unset");
    }
  }
}
