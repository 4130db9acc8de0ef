package io.pluginhost.json;

import java.math.BigDecimal;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * A parser that returns a number as a type only if the type can hold it: an integer is
 * neither truncated nor wrapped around, and a number that is too large for floating point
 * does not become infinite. {@code 2.0} is an integer. Used by one thread.
 */
class ExactNumberParser extends JsonParserDelegate {

	private static final String BEYOND_RANGE = "A number is beyond the range of its type";

	ExactNumberParser(JsonParser parser) {
		super(parser);
	}

	@Override
	public byte getByteValue() throws InputCoercionException {
		// An array of bytes may be written with or without signs
		int most = streamReadContext().inArray() ? 0xFF : Byte.MAX_VALUE;
		return (byte) integer(Byte.MIN_VALUE, most, byte.class);
	}

	@Override
	public short getShortValue() throws InputCoercionException {
		return (short) integer(Short.MIN_VALUE, Short.MAX_VALUE, short.class);
	}

	@Override
	public int getIntValue() throws InputCoercionException {
		return isInteger() ? super.getIntValue() : (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE, int.class);
	}

	@Override
	public int getValueAsInt() throws InputCoercionException {
		return hasToken(JsonToken.VALUE_NUMBER_FLOAT) ? getIntValue() : super.getValueAsInt();
	}

	@Override
	public long getLongValue() throws InputCoercionException {
		return isInteger() ? super.getLongValue() : integer(Long.MIN_VALUE, Long.MAX_VALUE, long.class);
	}

	@Override
	public long getValueAsLong() throws InputCoercionException {
		return hasToken(JsonToken.VALUE_NUMBER_FLOAT) ? getLongValue() : super.getValueAsLong();
	}

	@Override
	public float getFloatValue() throws InputCoercionException {
		float value = super.getFloatValue();
		if (Float.isInfinite(value)) {
			throw misfit(BEYOND_RANGE, float.class);
		}
		return value;
	}

	@Override
	public double getDoubleValue() throws InputCoercionException {
		double value = super.getDoubleValue();
		if (Double.isInfinite(value)) {
			throw misfit(BEYOND_RANGE, double.class);
		}
		return value;
	}

	@Override
	public BigDecimal getDecimalValue() throws InputCoercionException {
		try {
			return super.getDecimalValue();
		}
		catch (NumberFormatException ex) {
			// An exponent of eleven digits is valid JSON, but no type has room for it
			throw misfit("A number is beyond any range", BigDecimal.class);
		}
	}

	@Override
	public Number getNumberValue() throws InputCoercionException {
		Number value = super.getNumberValue();
		return (value instanceof Double number && number.isInfinite()) ? getDecimalValue() : value;
	}

	private boolean isInteger() {
		return hasToken(JsonToken.VALUE_NUMBER_INT);
	}

	private long integer(long least, long most, Class<?> type) {
		long value;
		if (isInteger()) {
			value = super.getLongValue();
		}
		else {
			BigDecimal decimal = getDecimalValue();
			try {
				value = decimal.longValueExact();
			}
			catch (ArithmeticException ex) {
				throw misfit("A number has a fraction, or is beyond the range of its type", type);
			}
		}
		if (value < least || value > most) {
			throw misfit(BEYOND_RANGE, type);
		}
		return value;
	}

	private InputCoercionException misfit(String problem, Class<?> type) {
		return new InputCoercionException(this, problem, currentToken(), type);
	}

}
