"""Another description of sound than the learner's: MFCC, chroma and spectral-contrast statistics.

Tastes of the second family are regions of this space. Nothing in the product reads it.
"""

import numpy as np
from numpy.typing import NDArray

#: Changes with what is computed here, so that kept descriptions are made again.
SECOND = "mfcc-chroma-contrast-1"
RATE = 22_050
_MFCC, _CONTRAST_BANDS, _CHROMA = 20, 6, 12
#: Mean and standard deviation over time of each row.
WIDTH = 2 * (_MFCC + _CHROMA + _CONTRAST_BANDS + 1)


def second_description(mono: NDArray[np.float32]) -> NDArray[np.float32]:
    """(WIDTH,) statistics of a piece of sound at RATE; see librosa for the units."""
    import librosa  # only benches need it, and it is slow to load

    power = np.abs(librosa.stft(mono, n_fft=2_048, hop_length=1_024)) ** 2
    mel = librosa.power_to_db(librosa.feature.melspectrogram(S=power, sr=RATE))
    rows = np.concatenate(
        [
            librosa.feature.mfcc(S=mel, n_mfcc=_MFCC),
            librosa.feature.chroma_stft(S=power, sr=RATE, tuning=0.0),
            librosa.feature.spectral_contrast(
                S=np.sqrt(power), sr=RATE, n_bands=_CONTRAST_BANDS
            ),
        ]
    )  # fmt: skip
    return np.concatenate([rows.mean(axis=1), rows.std(axis=1)]).astype(np.float32)
