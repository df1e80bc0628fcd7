package dev.larder.transport;

import dev.larder.v1.BatchMode;
import dev.larder.v1.DeleteMode;
import dev.larder.v1.InvalidateMode;
import dev.larder.v1.MemberRule;

/** Modes, each of which is one of two. An unknown one is POLICY_INVALID. */
final class ModeMapper {
  private static final String FIELD = "mode";

  private ModeMapper() {}

  static boolean atomic(BatchMode mode) {
    return switch (mode) {
      case BATCH_MODE_UNSPECIFIED, BATCH_MODE_PER_ITEM -> false;
      case BATCH_MODE_ATOMIC -> true;
      case UNRECOGNIZED -> throw FieldChecks.unknownNumber(FIELD);
    };
  }

  static boolean purge(DeleteMode mode) {
    return switch (mode) {
      case DELETE_MODE_UNSPECIFIED, DELETE_MODE_TOMBSTONE -> false;
      case DELETE_MODE_PURGE -> true;
      case UNRECOGNIZED -> throw FieldChecks.unknownNumber(FIELD);
    };
  }

  /** True: every member must be fresh. */
  static boolean allFresh(MemberRule rule) {
    return switch (rule) {
      case MEMBER_RULE_UNSPECIFIED, MEMBER_RULE_ALL_FRESH -> true;
      case MEMBER_RULE_SNAPSHOT_ONLY -> false;
      case UNRECOGNIZED -> throw FieldChecks.unknownNumber("member_rule");
    };
  }

  static boolean hard(InvalidateMode mode) {
    return switch (mode) {
      case INVALIDATE_MODE_UNSPECIFIED, INVALIDATE_MODE_SOFT -> false;
      case INVALIDATE_MODE_HARD -> true;
      case UNRECOGNIZED -> throw FieldChecks.unknownNumber(FIELD);
    };
  }
}
