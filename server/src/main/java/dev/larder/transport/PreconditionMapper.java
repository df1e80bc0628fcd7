package dev.larder.transport;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Precondition;

/** Preconditions. What is not one is POLICY_INVALID. */
final class PreconditionMapper {
  private PreconditionMapper() {}

  static Precondition forPut(dev.larder.v1.Precondition wire, String field) {
    return switch (wire.getConditionCase()) {
      case REVISION -> new Precondition.RevisionIs(wire.getRevision());
      case ETAG -> new Precondition.EtagIs(wire.getEtag());
      case ABSENT -> given(wire.getAbsent(), new Precondition.Absent(), field + ".absent");
      case NEWER_FETCH_TIME ->
          given(
              wire.getNewerFetchTime(),
              new Precondition.NewerFetchTime(),
              field + ".newer_fetch_time");
      case CONDITION_NOT_SET -> throw invalid(field, "a condition must be set");
    };
  }

  static Precondition forDelete(dev.larder.v1.Precondition wire, String field) {
    return switch (wire.getConditionCase()) {
      case REVISION, ETAG -> forPut(wire, field);
      case ABSENT, NEWER_FETCH_TIME -> throw invalid(field, "a delete takes revision or etag");
      case CONDITION_NOT_SET -> throw invalid(field, "a condition must be set");
    };
  }

  static Precondition forCollection(dev.larder.v1.Precondition wire, String field) {
    return switch (wire.getConditionCase()) {
      case REVISION, ETAG, ABSENT -> forPut(wire, field);
      case NEWER_FETCH_TIME -> throw invalid(field, "a collection takes revision, etag or absent");
      case CONDITION_NOT_SET -> throw invalid(field, "a condition must be set");
    };
  }

  private static Precondition given(boolean flag, Precondition precondition, String field) {
    if (!flag) {
      throw invalid(field, "must not be false");
    }
    return precondition;
  }

  private static CacheException invalid(String field, String message) {
    return CacheException.invalid(Reason.POLICY_INVALID, field, message);
  }
}
