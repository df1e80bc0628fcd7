package dev.larder.transport;

import dev.larder.v1.PayloadView;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that many callers are given at once and that have one large thing in common. It is
 * converted once for all of them and takes one place among what waits for the payload threads,
 * which send the answers too. With a place for each caller there would be too few of them, and some
 * would be refused what is there.
 *
 * <p>Those are taken together who are answered by one thread one after the other, as all are who
 * have waited for one fill or for one read. So it takes no lock, and event loops may call it.
 *
 * <p>Thread-safe.
 *
 * @param <S> what they have in common, in the words of the wire
 */
final class SharedAnswers<S> {
  private final PayloadWork payloads;

  /** The last of each thread; weakly, for it holds the large thing. A server has two of these. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable WeakReference<Conversion<S>>> last = new ThreadLocal<>();

  SharedAnswers(PayloadWork payloads) {
    this.payloads = payloads;
  }

  private record Conversion<S>(Object source, PayloadView view, CompletableFuture<S> converted) {
    boolean isUnderWay(Object wanted, PayloadView wantedView) {
      return source == wanted && view == wantedView && !converted.isDone();
    }

    void end(@Nullable S made, @Nullable Throwable failure) {
      if (failure == null) {
        converted.complete(made);
      } else {
        converted.completeExceptionally(failure);
      }
    }
  }

  /**
   * One caller's answer. OVERLOADED when the payload threads have no room for what it is made of,
   * or the caller has none for what it is to read.
   *
   * @param room of the caller
   * @param source what is converted; the same object for all who may have it in common
   * @param view the form of it
   * @param size about as many bytes as it comes to
   * @param convert makes of the source what all have in common
   * @param write makes of that this caller's answer
   */
  <R> CompletableFuture<R> answer(
      AnswerRoom room,
      Object source,
      PayloadView view,
      long size,
      Supplier<S> convert,
      Function<S, R> write) {
    Conversion<S> conversion = underWay(source, view);
    return (conversion == null ? begin(source, view, size, convert) : conversion)
        .converted()
        .thenApply(
            converted -> {
              // Asked anew for each: gRPC copies what they have in common.
              if (PayloadWork.isLarge(size)) {
                room.require();
              }
              return write.apply(converted);
            });
  }

  private @Nullable Conversion<S> underWay(Object source, PayloadView view) {
    WeakReference<Conversion<S>> reference = last.get();
    Conversion<S> conversion = reference == null ? null : reference.get();
    return conversion != null && conversion.isUnderWay(source, view) ? conversion : null;
  }

  /** What is to be done holds the conversion, and nothing else does once it is done. */
  private Conversion<S> begin(Object source, PayloadView view, long size, Supplier<S> convert) {
    Conversion<S> conversion = new Conversion<>(source, view, new CompletableFuture<>());
    var unused = payloads.supply(size, convert).whenComplete(conversion::end);
    if (!conversion.converted().isDone()) {
      last.set(new WeakReference<>(conversion));
    }
    return conversion;
  }
}
