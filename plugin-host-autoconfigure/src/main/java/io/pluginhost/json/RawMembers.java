package io.pluginhost.json;

import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, or the elements of an array, each as it was received, so
 * that no number loses a digit before it is read as a type.
 */
public abstract sealed class RawMembers permits ScannedMembers, ParsedMembers {

	/**
	 * Return a member of the object. The last counts if a name stands twice.
	 * @param name the member's name
	 * @return its value, or {@code null} if there is no such member or this is an array
	 */
	public abstract @Nullable RawJson get(String name);

	/**
	 * Return an element of the array.
	 * @param position the position, counted from 0
	 * @return the element, or {@code null} if there is no such element or this is an
	 * object
	 */
	public abstract @Nullable RawJson get(int position);

	/**
	 * Return whether this is an object.
	 * @return whether it is, and not an array
	 */
	public abstract boolean isObject();

	/**
	 * Return the number of elements of the array.
	 * @return the number, 0 if this is an object
	 */
	public abstract int size();

}
