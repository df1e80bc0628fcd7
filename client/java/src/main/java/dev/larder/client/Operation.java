package dev.larder.client;

import io.grpc.MethodDescriptor;
import java.util.function.Function;

/**
 * One call, ready to be made by either face.
 *
 * @param method the RPC
 * @param request what is sent
 * @param decode turns the response into the answer; what it throws is the call's failure
 * @param repeatable false when the call must not be sent a second time after an answer that may
 *     have been lost
 */
record Operation<Q, R, T>(
    MethodDescriptor<Q, R> method, Q request, Function<R, T> decode, boolean repeatable) {}
