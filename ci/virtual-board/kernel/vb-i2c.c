// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * An I2C bus whose chips live in user space. Plain transfers, I2C_RDWR and emulated SMBus all work, as on a board's own adapter.
 *
 * One process holds /dev/vb-i2c. For each message on the bus, in order, it
 *   reads  { u32 number, u16 address, u16 flags, u32 length, bytes of a write }, and
 *   writes { u32 number, s32 status, bytes of a read }, where a negative status is the error that the bus reports:
 *          -ENXIO for a chip that does not acknowledge, -ETIMEDOUT for a bus that is held down.
 * flags are those of <linux/i2c.h>: bit 0 is a read. While nobody holds the device no chip acknowledges; a process that does not
 * answer within ten seconds is a stuck bus.
 */
#include <linux/i2c.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define PATIENCE (10 * HZ)

static int bus = 1;
module_param(bus, int, 0444);
MODULE_PARM_DESC(bus, "number of the bus: /dev/i2c-<bus>");

enum stage { IDLE, POSTED, TAKEN, ANSWERED };

struct question {
	u32 number;
	u16 address;
	u16 flags;
	u32 length;
} __packed;

struct answer {
	u32 number;
	s32 status;
} __packed;

static DEFINE_MUTEX(lock);
static DECLARE_WAIT_QUEUE_HEAD(asked);
static DECLARE_WAIT_QUEUE_HEAD(answered);
/* All of these by lock. */
static struct i2c_msg *current_message;
static enum stage stage;
static u32 number;
static s32 status;
static bool is_held;

static int relay(struct i2c_msg *message)
{
	int result;

	mutex_lock(&lock);
	if (!is_held) {
		mutex_unlock(&lock);
		return -ENXIO;
	}
	current_message = message;
	number++;
	stage = POSTED;
	mutex_unlock(&lock);
	wake_up_interruptible(&asked);

	wait_event_timeout(answered, READ_ONCE(stage) == ANSWERED, PATIENCE);

	mutex_lock(&lock);
	result = stage == ANSWERED ? status : -ETIMEDOUT;
	current_message = NULL;
	stage = IDLE;
	mutex_unlock(&lock);
	return result;
}

/* The core holds the adapter's own lock: one transfer at a time. */
static int transfer(struct i2c_adapter *adapter, struct i2c_msg *messages, int count)
{
	int i, result;

	for (i = 0; i < count; i++) {
		result = relay(&messages[i]);
		if (result < 0)
			return result;
	}
	return count;
}

static u32 functionality(struct i2c_adapter *adapter)
{
	return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm algorithm = {
	.master_xfer = transfer,
	.functionality = functionality,
};

static struct i2c_adapter adapter = {
	.owner = THIS_MODULE,
	.algo = &algorithm,
	.name = "virtual board",
};

static ssize_t take(struct file *file, char __user *to, size_t size, loff_t *offset)
{
	struct question question;
	ssize_t result;

	result = wait_event_interruptible(asked, READ_ONCE(stage) == POSTED);
	if (result)
		return result;
	mutex_lock(&lock);
	if (stage != POSTED) {
		result = -EAGAIN;
		goto out;
	}
	question = (struct question){ number, current_message->addr, current_message->flags, current_message->len };
	result = sizeof(question) + (current_message->flags & I2C_M_RD ? 0 : current_message->len);
	if (size < result) {
		result = -EMSGSIZE;
		goto out;
	}
	if (copy_to_user(to, &question, sizeof(question)) ||
	    copy_to_user(to + sizeof(question), current_message->buf, result - sizeof(question))) {
		result = -EFAULT;
		goto out;
	}
	stage = TAKEN;
out:
	mutex_unlock(&lock);
	return result;
}

static ssize_t give(struct file *file, const char __user *from, size_t size, loff_t *offset)
{
	struct answer answer;
	ssize_t result = size;

	if (size < sizeof(answer) || copy_from_user(&answer, from, sizeof(answer)))
		return -EINVAL;
	mutex_lock(&lock);
	/* An answer that comes too late is to a message that is gone. */
	if (stage != TAKEN || answer.number != number) {
		result = -ESTALE;
		goto out;
	}
	if (answer.status >= 0 && (current_message->flags & I2C_M_RD) &&
	    (size - sizeof(answer) < current_message->len ||
	     copy_from_user(current_message->buf, from + sizeof(answer), current_message->len))) {
		result = -EINVAL;
		goto out;
	}
	status = answer.status;
	stage = ANSWERED;
out:
	mutex_unlock(&lock);
	if (result > 0)
		wake_up(&answered);
	return result;
}

static __poll_t poll(struct file *file, poll_table *table)
{
	poll_wait(file, &asked, table);
	return READ_ONCE(stage) == POSTED ? EPOLLIN | EPOLLRDNORM : 0;
}

static int hold(struct inode *inode, struct file *file)
{
	int result = 0;

	mutex_lock(&lock);
	if (is_held)
		result = -EBUSY;
	is_held = true;
	mutex_unlock(&lock);
	return result ? result : nonseekable_open(inode, file);
}

static int let_go(struct inode *inode, struct file *file)
{
	mutex_lock(&lock);
	is_held = false;
	if (stage == POSTED || stage == TAKEN) {
		status = -ENXIO;
		stage = ANSWERED;
	}
	mutex_unlock(&lock);
	wake_up(&answered);
	return 0;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.open = hold,
	.release = let_go,
	.read = take,
	.write = give,
	.poll = poll,
	.llseek = no_llseek,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "vb-i2c",
	.fops = &operations,
	.mode = 0600,
};

static int __init begin(void)
{
	int result = misc_register(&device);

	if (result)
		return result;
	adapter.nr = bus;
	result = i2c_add_numbered_adapter(&adapter);
	if (result)
		misc_deregister(&device);
	return result;
}

static void __exit end(void)
{
	i2c_del_adapter(&adapter);
	misc_deregister(&device);
}

module_init(begin);
module_exit(end);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("I2C bus whose chips live in user space");
