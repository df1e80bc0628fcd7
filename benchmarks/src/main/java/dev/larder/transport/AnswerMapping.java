package dev.larder.transport;

import dev.larder.cache.ReadAnswer;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.PayloadView;
import org.jspecify.annotations.NullMarked;

/** The step from the cache's answer to the wire's, to be measured alone. Thread-safe. */
@NullMarked
public final class AnswerMapping {
  /** Larger than anything that is measured. */
  private static final MessageLimits LIMITS = new MessageLimits(2 << 20, 4 << 20, 1000);

  private final EntryMapper mapper = new EntryMapper(new PayloadMapper(LIMITS));

  /** Makes a mapper with the usual limits. */
  public AnswerMapping() {}

  /** Puts an answer into the words of the wire. */
  public GetObjectResponse write(ReadAnswer answer) {
    return mapper.write(answer, PayloadView.PAYLOAD_VIEW_UNSPECIFIED);
  }
}
